"""What certifies a sending is kept beside its statement, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from core.domain.dispatches import Dispatch, KeptProof, Proof
from core.domain.wording import say
from core.engine.firm import Firm
from core.errors import SollecitoError, UnknownName
from core.evidence.pieces import receipt_prefix
from core.files import keep_durably, safe_folder, safe_name


def with_proofs(folder: Path, dispatch: Dispatch, proofs: tuple[Proof, ...]) -> Dispatch:
    """Keep proofs durably; return the dispatch that knows where they lie.

    They are written before the history names them: a crash in between leaves a file too many.
    """
    known = {proof.sha256 for proof in dispatch.proofs}
    for proof in proofs:
        digest = sha256(proof.content).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        name = f"{receipt_prefix(dispatch)}{safe_name(proof.kind)}.eml"
        path = place_beside(folder, dispatch) / name
        kept = keep_durably(path, proof.content, root=folder).relative_to(folder).as_posix()
        kept_proof = KeptProof(proof.kind, proof.at, kept, digest, proof.signature, proof.signer)
        dispatch = replace(dispatch, proofs=(*dispatch.proofs, kept_proof))
    return dispatch


def place_beside(folder: Path, dispatch: Dispatch) -> Path:
    """Return the folder of the statement; where another archive keeps it, the usual one."""
    archive = folder / "archive"
    document = folder / dispatch.document
    if dispatch.document and document.resolve().is_relative_to(archive.resolve()):
        return document.parent
    return safe_folder(archive, dispatch.customer)


def read_proof(firm: Firm, dispatch_id: str, number: int) -> bytes:
    """Return a proof as it came, or say why it cannot be had."""
    proofs = firm.parts.history.get(dispatch_id).proofs
    if not 0 <= number < len(proofs):
        raise UnknownName(say("There is no such receipt."))
    proof = proofs[number]
    try:
        content = (firm.parts.folder / proof.file).read_bytes()
    except OSError as error:
        raise UnknownName(
            say("The receipt is no longer in the archive."),
            say("It was kept as {file}.", file=proof.file),
        ) from error
    if sha256(content).hexdigest() != proof.sha256:
        raise SollecitoError(
            say("The receipt in the archive is not the one that came."),
            say("Somebody has changed {file} since; bring back a copy.", file=proof.file),
        )
    return content
