"""What the bundle is made of: a bill of materials, and the licences of the parts."""

from __future__ import annotations

import json
import shutil
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution, PackageMetadata, distributions
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from installer.place import NAME, ROOT, version
from installer.pythons import BuildPython
from tests.windows.windows_python import locked

_TELLS = """
import json, platform, sqlite3, ssl, zlib
print(json.dumps({
    "Python": platform.python_version(),
    "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
    "SQLite": sqlite3.sqlite_version,
    "zlib": zlib.ZLIB_RUNTIME_VERSION,
}))
"""
_LICENCES = {"Python": "PSF-2.0", "OpenSSL": "Apache-2.0", "SQLite": "blessing", "zlib": "Zlib"}
_BOOTLOADER = "pyinstaller"
"""Of the tools, the one of which a part is in every program that it makes."""
_NAMES = ("licen", "copying", "notice", "authors", "ofl")
_NO_TEXT = (".py", ".pyc", ".pyi")


def packages_of(python: BuildPython) -> list[Distribution]:
    """Return the packages that are in the bundle: what is installed, without the tools."""
    inside = {line.partition("==")[0] for line in locked("--no-dev").splitlines()}
    found = distributions(path=[str(python.site)])
    return sorted((d for d in found if _key(d) in inside | {_BOOTLOADER}), key=_key)


def write_licences(packages: Sequence[Distribution], folder: Path) -> None:
    """Copy the licences as the packages bring them, each package's into a folder of its own."""
    (folder / NAME).mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", folder / NAME)
    (folder / "Python").mkdir()
    shutil.copy(Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", folder / "Python")
    for package in packages:
        for name, path in _texts(package):
            target = folder / package.name / name
            target.parent.mkdir(exist_ok=True)
            shutil.copy(path, target)


def write_bill(packages: Sequence[Distribution], python: BuildPython, path: Path) -> None:
    """Write the bill of materials: CycloneDX 1.6, as JSON."""
    program = Component(
        name=NAME,
        version=version(),
        bom_ref=NAME,
        type=ComponentType.APPLICATION,
        licenses=[LicenseFactory().make_from_string("AGPL-3.0-or-later")],
    )
    bill = Bom()
    bill.metadata.component = program
    inside = [*map(_component, packages), *_python_and_its_libraries(python)]
    bill.components.update(inside)
    bill.register_dependency(program, inside)
    JsonV1Dot6(bill).output_to_file(str(path), allow_overwrite=True, indent=2)


def _component(package: Distribution) -> Component:
    words = package.metadata
    stated = _licence(words)
    pages = {label: page for label, page in _links(words) if page}
    link = PackageURL("pypi", name=_key(package), version=package.version)
    return Component(
        name=package.name,
        version=package.version,
        bom_ref=str(link),
        type=ComponentType.LIBRARY,
        description=_word(words, "Summary"),
        purl=link,
        licenses=[LicenseFactory().make_from_string(stated)] if stated else (),
        external_references=[
            ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(page))
            for page in [pages.get("homepage") or pages.get("source")]
            if page
        ],
    )


def _python_and_its_libraries(python: BuildPython) -> Iterator[Component]:
    versions: Mapping[str, str] = json.loads(python.run("-c", _TELLS, env={}))
    for name, number in versions.items():
        yield Component(
            name=name,
            version=number,
            bom_ref=f"{name}@{number}",
            type=ComponentType.LIBRARY,
            licenses=[LicenseFactory().make_from_string(_LICENCES[name])],
        )


def _licence(words: PackageMetadata) -> str:
    """Return what a package states; some put the whole text where the name belongs."""
    named = _word(words, "License-Expression") or _word(words, "License")
    kinds = [c for c in words.get_all("Classifier") or () if c.startswith("License ::")]
    if named and "\n" not in named:
        return named
    return kinds[0].rpartition(" :: ")[2] if kinds else ""


def _word(words: PackageMetadata, name: str) -> str:
    return str(words[name]) if name in words else ""


def _links(words: PackageMetadata) -> Iterator[tuple[str, str]]:
    yield "homepage", _word(words, "Home-page")
    for link in words.get_all("Project-URL") or ():
        label, _, page = link.partition(",")
        yield label.strip().lower(), page.strip()


def _texts(package: Distribution) -> Iterator[tuple[str, Path]]:
    """Yield a package's licences with a name for each; on Windows case makes no other name."""
    for file in package.files or ():
        path = Path(str(package.locate_file(file)))
        top = file.parts[0]
        of_licences = top.endswith(".dist-info") and "licenses" in file.parts
        named_so = path.name.lower().startswith(_NAMES) and path.suffix not in _NO_TEXT
        if (of_licences or named_so) and path.is_file():
            yield path.name if top.endswith(".dist-info") else "-".join(file.parts), path


def _key(package: Distribution) -> str:
    return package.name.lower().replace("_", "-").replace(".", "-")
