"""Signs by which a column gives away its field: what its cells look like, what its heading says."""

from __future__ import annotations

import re

from zhiben.normalizing import read_code
from zhiben.normalizing.dates import is_whole_date
from zhiben.normalizing.people import clean_people, clean_phones

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾"
    "丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫"
    "庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单"
    "包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木"
    "穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣"
    "楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙伏岑习胥保和蔺"
)
_CHECKED_PEOPLE = 4

_TELEPHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}|[2-9]\d{6,7}")
_ENTERPRISE = re.compile(
    r"(公司|集团|厂|店|站|部|院|校|学校|所|中心|超市|酒店|宾馆|饭店|餐馆|餐厅|饭庄|火锅|合作社|企业|矿|库|场|馆"
    r"|行|社|坊|园|市场|作坊|商行|商店|门市|网吧|影城|KTV|楼|城|广场)([(（].{1,10}[)）])?$"
)
_AUTHORITY = re.compile(
    r"(局|委|办|办公室|委员会|大队|支队|中队|政府|街道|检查组|督导组|组|科|站|中心|协会)$"
)
_ADDRESS = re.compile(r"[路街巷道村镇乡]|\d+号|交叉口|对面|米处|组$")
_HAZARD = re.compile(
    r"未|无|不|缺|失效|过期|破损|损坏|堵塞|占用|锁闭|杂物|积尘|老化|裸露|脱落|泄漏|漏|锈蚀|变形|混放|混存|超期"
    r"|违规|擅自|私拉|乱接|不足|不全|松动|遮挡|没有|遗失|混乱|断裂|故障"
)
_MEASURE = re.compile(
    r"立即|及时|加强|更换|清理|补充|完善|整改|安装|配备|制定|落实|修复|维修|设置|应当|停止|拆除|张贴|培训"
    r"|增设|疏通|规范|检修|定期|清除|补齐|重新|责令|要求"
)
_BASIS = re.compile(r"《|》|第.{1,8}条|GB|规范|标准|条例|规程|规定")
_CHECK_ITEM = re.compile(r"是否|有无|情况$|管理$|制度$|设施$|设备$|应$|检查$")
_SITE = re.compile(
    r"车间|仓库|库房|[室区楼层间门口廊梯库]|通道|线|厂房|配电|锅炉|储罐|罐|井|池|塔|工段|工位|机|泵|台|处|点"
    r"|厨房|大厅|宿舍|屋|院|棚"
)
_PROGRAMME = re.compile(r"行动|专项|攻坚|整治|百日|会战")
_SECTOR = re.compile(
    r"危化|危险化学|烟花|工贸|建筑|施工|交通|运输|消防|燃气|特种设备|矿|冶金|建材|机械|轻工|纺织|商贸|粉尘|餐饮"
    r"|教育|卫生|民爆|农机|旅游|人员密集|电力|粮食|业$|行业|养老|文旅|仓储|物流"
)

# Field → pattern of which a share of its cells tells. Fields with no pattern have no look.
LOOKS: dict[str, re.Pattern[str]] = {
    "enterprise_name": _ENTERPRISE,
    "department": _AUTHORITY,
    "owner_unit": _AUTHORITY,
    "address": _ADDRESS,
    "description": _HAZARD,
    "measure": _MEASURE,
    "basis": _BASIS,
    "check_item": _CHECK_ITEM,
    "site": _SITE,
    "programme": _PROGRAMME,
    "industry": _SECTOR,
}

# Field → what its heading tends to say, whoever words it.
CUES: dict[str, re.Pattern[str]] = {
    "enterprise_name": re.compile(r"企业|公司|单位|商户|店|厂|对象|场所|哪家|谁家|名称"),
    "uscc": re.compile(r"码|照|证"),
    "county": re.compile(r"县|区划|属地|辖区|哪个县"),
    "town": re.compile(r"乡|镇|街道|办事处"),
    "address": re.compile(r"址|坐落|住所|在哪|地点|门牌"),
    "site": re.compile(r"部位|位置|点位|地点|哪里|何处|处所|工点|部门|场所|区域"),
    "industry": re.compile(r"行业|领域|业态|门类"),
    "description": re.compile(r"隐患|问题|毛病|描述|情形|不足|缺陷|现象|发现|查出|内容"),
    "category": re.compile(r"类|分类|种"),
    "level": re.compile(r"级|轻重|程度|重大|性质|大小|严重|红蓝"),
    "check_item": re.compile(r"检查项|要点|条目|检查内容|对照|对应|事项|项目|标准"),
    "basis": re.compile(r"依据|条款|法规|条文|规范|根据"),
    "channel": re.compile(r"来源|方式|途径|渠道|怎么|性质|形式|类型"),
    "department": re.compile(r"单位|部门|机构|组|局|执法|牵头"),
    "inspector": re.compile(r"查.*[人员谁]|执法.*[人员]|到场人|专家|组员|[谁员].*查|发现人|带队"),
    "found_on": re.compile(r"查|发现|到场|巡|登记|上报|下达|检"),
    "measure": re.compile(r"措施|怎么改|如何改|要求|办法|意见|建议|方案|打算|处置"),
    "responsible_person": re.compile(r"责任|负责|谁.*改|改.*人|法人|联系人|包保|老板|经理"),
    "phone": re.compile(r"电话|手机|联系|号码|tel", re.IGNORECASE),
    "funds_yuan": re.compile(r"资金|金额|经费|花费|投入|费用|钱|万元|元"),
    "due_on": re.compile(r"限|最迟|截止|之前|前|应|计划|拟|预计|要求"),
    "status": re.compile(r"状态|情况|进度|进展|哪一步|结果|落实|办结|改完没|现状|完成没"),
    "rectified_on": re.compile(r"改好|改完|完成|整改|实际|修好"),
    "verified_on": re.compile(r"销|消号|复|验|核|闭环|结案"),
    "verifier": re.compile(r"[复验核销].*[人员谁]"),
    "supervised": re.compile(r"挂牌|督办"),
    "programme": re.compile(r"行动|专项|攻坚|整治"),
}

# Field → what its heading does not say: those who watch over a rectification found nothing.
AGAINST: dict[str, re.Pattern[str]] = {
    "department": re.compile(r"督促|督办|监管|主管|牵头|配合|包保|责任|整改|复查|验收"),
    "channel": re.compile(r"单位|部门|机构|[人员]$"),
    "inspector": re.compile(r"复查|验收|复核|责任|整改"),
    "found_on": re.compile(r"复查|验收|整改|完成|销号|核查"),
    "rectified_on": re.compile(r"限|最迟|截止|应|计划|拟|预计|要求|前"),
    "responsible_person": re.compile(r"执法|检查|排查|复查|验收"),
    "enterprise_name": re.compile(r"检查单位|执法|监管|主管|牵头|复查|填报"),
}


def looks_like_date(text: str) -> bool:
    """Whether the cell holds a day."""
    return is_whole_date(text)


def looks_like_code(text: str) -> bool:
    """Whether the cell holds a credit code, or a number met in its place."""
    reading = read_code(text)
    return reading.value is not None or bool({"uscc_15_digits", "uscc_9_digits"} & {*reading.flags})


def looks_like_phone(text: str) -> bool:
    """Whether the cell holds one or more telephone numbers and little else."""
    phones = clean_phones(text)
    digits = sum(map(str.isdecimal, phones))
    every = all(map(_TELEPHONE.fullmatch, phones.split("、")))
    return bool(phones) and every and digits * 3 >= len(text) * 2


def looks_like_people(text: str) -> bool:
    """Whether the cell holds names of people: two to four characters that open with a surname."""
    people = clean_people(text).split("、")[:_CHECKED_PEOPLE]
    return all(2 <= len(one) <= 4 and one[0] in _SURNAMES and one.isalpha() for one in people)
