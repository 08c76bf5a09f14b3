"""The kinds of file a department may send its ledger as."""

from dataclasses import dataclass

_SHEETED = frozenset({"xlsx", "xls", "ods"})
_MERGING = _SHEETED | {"docx", "html"}
_SYSTEMS = frozenset({"json", "jsonl"})


@dataclass(frozen=True)
class FileKind:
    """What a file is inside (``content``), what its name ends in, and how its text is written."""

    content: str  # xlsx | xls | ods | docx | html | text | json | jsonl
    extension: str
    encoding: str = ""
    delimiter: str = ","
    is_zipped: bool = False

    @property
    def name(self) -> str:
        """What the kind is called where files are told apart."""
        inside = self.content if self.content != "text" else f"{self.extension} {self.encoding}"
        if self.is_zipped:
            return f"zip of {inside}"
        is_plain = self.content in {self.extension, "text"}
        return inside if is_plain else f"{inside} named {self.extension}"

    @property
    def has_sheets(self) -> bool:
        """Whether it holds sheets with names, some of which may be hidden, as rows may."""
        return self.content in _SHEETED

    @property
    def holds_dates(self) -> bool:
        """Whether cells can hold true dates and numbers."""
        return self.content in _SHEETED

    @property
    def merges(self) -> bool:
        """Whether cells can be merged."""
        return self.content in _MERGING

    @property
    def is_of_system(self) -> bool:
        """Whether a system writes it, record by record, and no clerk ever lays it out."""
        return self.content in _SYSTEMS


XLSX = FileKind("xlsx", "xlsx")
XLS = FileKind("xls", "xls")
CSV = FileKind("text", "csv", "utf-8")

EVERY = (
    XLSX,
    XLS,
    CSV,
    FileKind("xlsx", "xls"),
    FileKind("xls", "et"),
    FileKind("ods", "ods"),
    FileKind("docx", "docx"),
    FileKind("html", "xls", "utf-8"),
    FileKind("html", "xls", "gb18030"),
    FileKind("text", "csv", "utf-8-sig"),
    FileKind("text", "csv", "gb18030"),
    FileKind("text", "csv", "big5hkscs"),
    FileKind("text", "txt", "utf-16", "\t"),
    FileKind("text", "tsv", "utf-8", "\t"),
    FileKind("text", "txt", "gb18030", "|"),
    FileKind("json", "json", "utf-8"),
    FileKind("jsonl", "jsonl", "utf-8"),
    FileKind("xlsx", "xlsx", is_zipped=True),
    FileKind("text", "csv", "gb18030", is_zipped=True),
)
