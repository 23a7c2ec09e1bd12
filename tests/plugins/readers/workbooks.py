"""Workbooks of every format, written for tests from rows of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

Value = str | float | date | None
Sheets = Mapping[str, Sequence[Sequence[Value]]]


def write_xlsx(path: Path, sheets: Sheets) -> None:
    """Write an Excel workbook."""
    workbook = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)


def write_xls(path: Path, sheets: Sheets) -> None:
    """Write a workbook of Excel 97."""
    workbook = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write(line, column, cell, day)
                elif cell not in (None, ""):
                    sheet.write(line, column, cell)
    workbook.save(str(path))


def write_ods(path: Path, sheets: Sheets) -> None:
    """Write an OpenDocument spreadsheet."""
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                line.addElement(_cell(cell))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def _cell(value: Value) -> Any:
    if value is None or value == "":
        return TableCell()
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, str):
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=value))
        return cell
    return TableCell(valuetype="float", value=repr(value))


WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}
