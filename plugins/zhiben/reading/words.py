"""Words by which rows that are no records give themselves away."""

from __future__ import annotations

import re

SERIAL_HEADINGS = frozenset(
    {
        "序号",
        "编号",
        "隐患编号",
        "项次",
        "行号",
        "顺序号",
        "序",
        "号",
        "No",
        "No.",
        "NO",
        "NO.",
        "序號",
        "編號",
        "隱患編號",
        "項次",
        "行號",
        "順序號",
        "號",
    }
)

_NUMBERS = r"[\d.,:;()、/共计项家条处个起人次万元%\-]*"

TOTAL_WORDS = frozenset({"合计", "小计", "总计", "共计", "合計", "小計", "總計", "共計"})
TOTAL = re.compile(rf".{{0,8}}(?:[合小共总總][计計]|累[计計])(?:\([^)]*\))?{_NUMBERS}")
TOTAL_SENTENCE = re.compile(r"(?:[合小共总總][计計]|累[计計])[:,].*")

# Words that count what stands above where only numbers stand beside them, and sentences that do.
COUNTED = re.compile(r"(?:隐患|问题|检查|企业|全[县市区镇乡])*(?:总数量?|汇总|总量|总共)[:]?")
COUNT_SENTENCE = re.compile(r"总?共\d+[项条处个家起件](?:隐患|问题)*(?:[,:;。(].{0,30})?")
NUMBER = re.compile(r"[\d.,]+[项条处个家起人次万元%]*")

# What a serial cell says of a row that shows how the form is to be filled in.
EXAMPLE = re.compile(
    r"[(\[【]?(?:(?:填[写报表]|参考)?(?:示例|样例|范例|举例|样表|样本|示范)|例|例如)[)\]】]?\d{0,2}[:.、]?"
)

_WHEN = (
    r"(?:(?:本|当|该|上|全)(?:期|周|旬|月|季|季度|日|天|年|年度|阶段|次报送)(?:内|度)?"
    r"|今(?:天|日|年)|截[至止]目前)"
)
_OF_A_KIND = (
    "任何|新增|新|的|安全|生产|事故|重大|一般|较大|消防|道路|交通|各类|相关|类似|其他|明显"
    "|自然|地质|人员|伤亡|亡人"
)
_HAPPENED = "事故|灾情|灾害|险情|汛情|火情|警情"
_WHAT = f"隐患|问题|{_HAPPENED}"
_CAME_UP = (
    "发现|查出|查到|排查[出到]|检查[出到]|巡查[出到]|检查发现|排查发现|出现|产生|发生|新增|存在"
)
_TO_REPORT = "上报|报送|填报|存在|发生|情况|事项|内容"
_NOTHING_FOUND = (
    rf"(?:无|没有)(?:{_OF_A_KIND})*(?:{_WHAT})+(?:可|需)?(?:{_TO_REPORT})*"
    rf"|(?:未|没有|没)再?(?:{_CAME_UP})(?:有|到|过)?(?:{_OF_A_KIND})*(?:{_WHAT}|情况)+"
    rf"|(?:无|没有)(?:可|需)?(?:{_TO_REPORT})+"
    r"|未(?:上报|报送|填报)"
)
# What was found, said of a time and to its end: 本年度未建立隐患排查制度 is a hazard.
ZERO_REPORT = re.compile(
    rf"(?:.{{0,12}}{_WHEN}.{{0,4}})?\(?零(?:报告|隐患|事故|灾情|上报|填报)\)?(?:[,:;。!(].{{0,12}})?"
    rf"|.{{0,12}}{_WHEN}.{{0,6}}(?:{_NOTHING_FOUND})(?:[,:;。!(、].{{0,12}})?"
    rf"|(?:无|未发生)(?:{_OF_A_KIND})*(?:{_WHAT})(?:上报|报送|发生)?.{{0,6}}零报告.{{0,4}}"
    rf"|(?:无|没有|[未没]发生|没有发生)(?:{_OF_A_KIND})*(?:{_HAPPENED})+(?:发生)?。?"
)
NOTHING = frozenset(
    {
        *("无", "暂无", "无内容", "没有", "无隐患", "无事故", "无灾情", "无险情"),
        *("零", "零报告", "0报告"),
    }
)
DASHES = frozenset({"/", "\\", "-", "--", "—", "——", "–", "*"})

_UNIT_LABEL = (
    r"(?:填报|报送|上报|填表|编制|制表|汇总|统计|排查|检查|报表|主管|牵头)"
    r"(?:单位|部门|日期|时间|人员|人|期间|区间|周期|地区|机构)(?:\([^)]*\))?"
)
UNIT_LINE = re.compile(rf"(?:.*?{_UNIT_LABEL}:.*|{_UNIT_LABEL})")

_WHO_SIGNS = (
    r"(?:制表|填表|填报|报送|上报|经办|审核|审批|复核|签发|汇总|统计|编制|校对|联系|负责|签字|批准)"
)
_NOTE_LABEL = (
    r"(?:注|备注|附注|说明|(?:填表|填报|填写|编制)(?:说明|要求)|注意事项"
    rf"|{_WHO_SIGNS}(?:人|人员|单位|部门|日期|时间|电话|方式)?"
    r"|(?:单位|部门|主要|分管|主管|项目|安全)+(?:负责人|领导)|领导|签名|盖章|公章|日期|电话"
    r")(?:\([^)]*\))?\d*"
)
NOTE = re.compile(
    rf"{_NOTE_LABEL}:.*|\(?(?:本页|此页|此处)?(?:以下)?(?:空白|无正文|无内容)\)?|\((?:公章|盖章|签字)\)",
    re.DOTALL,
)
SIGNATURES = frozenset(
    {"制表人", "填表人", "填报人", "审核人", "复核人", "单位负责人", "签字", "盖章"}
)

SECTION = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}[)、.,]?[^。;]{2,30}"
    r"|[\u3400-\u9fff]{2,14}(?:县|区|市|镇|乡|街道|办事处|农场|管委会)(?:\([^)]*\))?"
    r"(?::?共?\d+[项条处个家](?:隐患|问题)*)?:?"
)
REPORTING_UNIT = re.compile(r"(?:填报|报送|上报)(?:单位|部门|地区|机构)(?:\([^)]*\))?:.*")
SHORT_NAME = re.compile(r"[\u3400-\u9fff]{2,6}")  # 市直单位, 项城
CHINESE_NUMERAL = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.,]?")

# What stands above a table that only goes on: 续表, 续表1-2, 接上表, (续).
CONTINUED = re.compile(
    r"[(]?(?:续上?表?|接上[表页]|表?\d*续表?)[)]?[\d一二三四五六七八九十.\-]*[:]?"
)

# Columns that are added up: an amount merged over several rows is that of all of them.
MONEY_HEADING = re.compile(r"资金|经费|金额|费用|损失|投入|罚款|[千万亿]元|\(元\)")

COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?|[甲乙丙丁戊己]")

# What a label of a form ends with that no vocabulary has: 法定代表人, 现场负责人签字.
LABEL = re.compile(
    r"[\u3400-\u9fff()/、]{0,10}"
    r"(?:人|人员|代表|日期|时间|期限|单位|部门|科室|名称|姓名|电话|方式|编号|号码|地址|地点|部位|类别|类型|性质|等级"
    r"|级别|情况|结果|结论|意见|要求|措施|建议|内容|描述|依据|状态|签字|签名|盖章|职务|领域|行业|备注|说明|照片"
    r"|原因|资金|面积|人数|范围)(?:\([^)]*\))?"
)
SIGNED = re.compile(rf"{LABEL.pattern}:.*", re.DOTALL)
