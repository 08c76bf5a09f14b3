"""Fields that ledgers of several kinds have: whom a row speaks of, and where."""

from __future__ import annotations

from zhiben.records.fields import Field, FieldType

_T = FieldType

CHANNELS = ("self_check", "public_report", "expert", "supervision", "joint")

USCC = Field(
    "uscc",
    _T.CODE,
    "统一社会信用代码",
    "unified social credit code, 18 characters",
    wanted=True,
)
COUNTY = Field("county", _T.TEXT, "县区", "reporting unit, where one source reports for several")
TOWN = Field("town", _T.TEXT, "乡镇街道", "town or sub-district", wanted=True, grouped=True)
CHANNEL = Field("channel", _T.WORD, "检查类型", "how it came to be found", words=CHANNELS)
PROGRAMME = Field("programme", _T.TEXT, "专项行动", "programme the finding counts for")


def enterprise(en: str, *, required: bool = False, wanted: bool = True) -> Field:
    """The field that names the enterprise a row speaks of."""
    return Field("enterprise_name", _T.NAME, "企业名称", en, required=required, wanted=wanted)


def address(en: str = "address of the enterprise") -> Field:
    """The field that says where in the town it is."""
    return Field("address", _T.TEXT, "地址", en)
