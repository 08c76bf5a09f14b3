"""Judges whether a description states a finding at all: rules that say why it does not.

A text states nothing when every word of it is known to be empty talk, and the words stand in an
order that says no more together. One word that is not listed, and the text passes: what is lost
by that is small talk, what would be lost otherwise is a hazard.
"""

from __future__ import annotations

import re

from zhiben.validating.nothing.texts import bare_text, without_number

# Empty words by what they do in a sentence; each kind has a letter.
_EMPTY_WORDS = {
    # things a check looks at
    "T": (
        "安全出口 安全通道 出入口 出口 通道 楼道 灭火器材 灭火器 器材 设施 设备 消火栓 消防栓 "
        "照明灯 照明 应急灯 指示灯 指示牌 标志 标识 标示牌 标示 警示牌 插座 插头 插线板 配电箱 "
        "配电柜 配电房 配电室 电箱 电线 线路 电源 用电 用火 水源 档案 记录 台账 预案 制度 规程 "
        "机构 标签 防护罩 部位 车间 仓库 楼层 楼梯 现场 公司 厂区"
    ),
    # which of them
    "Q": (
        "疏散 应急 逃生 作业 防火 指示 警示 灭火 配电 移动 职业 卫生 健康 会议 检查 巡查 教育 "
        "责任 责任制 管理 操作 规章 重点 本 各 该 所有 全部 部分 个别 和 与 及 的 等 以及"
    ),
    # of things and of hazards alike
    "A": "安全 消防 事故 生产",
    # that there is something, not what
    "S": (
        "有 存在 发现 一般 轻微 重大 明显 较大 一点 一些 其他 相关 任何 问题 隐患 情况 现象 "
        "异常 未整改 尚未整改 待整改"
    ),
    # that there is nothing
    "N": "无 暂无 没有 未发现 未排查出 未查出 未见 尚未发现",
    # when and how
    "W": (
        "现 现已 均 都 已经 已 己 正 正在 安排 责令 限期 立即 立刻 马上 及时 第一时间 当场 尽快 "
        "全面 全方位 按要求 按照要求 进行 定期 按时 每月 每日 日常 例行"
    ),
    # put right
    "M": "整改 改善 完善 疏通 了 好 完毕 完成 到位 中 销号 闭环",
    # put right, and said of a thing: it was broken
    "R": (
        "更改 改正 改进 处理 解决 落实 消除 纠正 修复 修好 更换 清理 清除 改好 整好 新的 干净 "
        "过 排查 点检 改 改了 建立 建档 配置 配齐 配备 购置 购买 采购 安装 装好 摆放 放置 放好 "
        "贴好 补充 维修 检修 合理 取得"
    ),
    # all is well
    "G": (
        "畅通 通畅 流畅 畅通无阻 完好 有效 完好有效 正常 良好 合格 符合 符合要求 符合规定 齐全 "
        "在位 完整 无损 没问题 没有问题 保持 恢复 运行 一切"
    ),
    # what an enterprise does anyway
    "E": "培训 演练 演习 学习 例会 宣传",
    # who does it and how
    "P": (
        "员工 职工 人员 全体 新 入职 复工 开工 知识 意识 季度 年度 组织 开展 召开 参加 举行 "
        "计划 制定 实施 近期 今年 三级 新进 对 对于 在 第 一 二 三 四 次 月 日 年 年度 上半年 "
        "下半年 每 视频 方法 使用 正确 企业 工作 内容 方面 加强 强化 提高 落实好 定期组织 会 "
        "教育培训 大会 预计 月底 节后 年前 消防队 义务 0 1 2 3 4 5 6 7 8 9"
    ),
    # no answer
    "X": "同上 略 不涉及 不适用 待定 测试 ok",
}


class Lexicon:
    """Empty words with their letters; a text is spelt in them or holds some other word."""

    def __init__(self, letters: dict[str, str]) -> None:
        self.letters = letters
        self._word = re.compile("|".join(sorted(letters, key=lambda word: (-len(word), word))))

    def shape(self, bare: str) -> str:
        """One letter a word; nothing where some word is not known to be empty."""
        words = self._word.findall(bare)
        return "".join(self.letters[word] for word in words) if "".join(words) == bare else ""


EMPTY_WORDS = Lexicon(
    {word: letter for letter, words in _EMPTY_WORDS.items() for word in words.split()}
)
_SHAPES = (
    (re.compile(r"X|N+|N*[AW]*S[ASW]*"), "没有写出具体隐患"),
    (re.compile(r"[ASW]*[MR][SWMRG]*"), "只写了整改，没有写出具体隐患"),
    (re.compile(r"[QAT]+"), "只写了检查的对象，没有说它怎么了"),
    (re.compile(r"[QAT]+W*M+|W+[QAT]+"), "只写了检查或整改，没有写出具体隐患"),
    (re.compile(r"[QATWG]*GW*M*"), "写的是正常或已处理的情况，不是隐患"),
    (re.compile(r"[QATWPM]*E[QATWPME]*"), "写的是培训、演练等工作，不是隐患"),
)

# That a check found nothing: when and who, then none of what it looks for, and no word more.
_WHEN_AND_WHO = (
    "在|对|该|本|我|此|当|今|经|由|通过|现场|企业|公司|单位|场所|门店|日常|专项|安全|消防|全面|期间?|次|年度?|月份?|周|日|天|季度"
    "|第|上|下|半|[0-9一二三四五六七八九十]|检查|排查|巡查|自查|抽查|核查|督查|复查|人员|专家|组|时|中|后|内|过程|暂|均|并|都|尚|再|结果"
    "|截[至止]|到?目前|为止|至今|全?[县区市镇乡村]|辖区内?"
)
_LOOKED_FOR = (
    "任何|明显|重大|一般|较大|安全|事故|生产|消防|火灾|其他|新增|新的?|的|相关|突出|严重|违法|违规"
    "|[此该同这]类|类似|上述"
)
_FOUND = "发现|(?:检|排|巡|自)?查(?:出|到|见|发现)|排查出|检查出|存在|见"
_NONE_FOUND = re.compile(
    rf"(?:{_WHEN_AND_WHO})*(?:(?:未|没有?|不)再?(?:{_FOUND})(?:有|到|过)?|无|没有)"
    rf"(?:{_LOOKED_FOR})*(?:隐患|问题|异常|违法行为)+(?:情况|现象)?(?:存在)?(?:一切|均|运行)*(?:正常|良好|合格)?"
)
_LONGEST_SAYING = 40

# Only where to read it: 见附件, 详见现场检查记录.
_ELSEWHERE = re.compile(
    r"(?:具体|详细)?(?:情况|内容|问题|隐患)*(?:详见|参见|详|见|同|附)后?"
    r"(?:现场|隐患|整改|检查|排查|问题|执法|责令|限期)*"
    r"(?:附件|附表|附图|附页|照片|图片|图|清单|台账|文书|通知书?|指令书?|记录表?|表格?|报告)"
    r"[0-9一二三四五六七八九十]{0,2}"
)
# Only that nobody could look: 企业已停业, 大门紧锁，无法检查. 企业未开展检查 is what an enterprise
# owes, and a door that is locked may be an exit.
_WHO = (
    "该|本|我|因|由于|企业|公司|单位|厂家?|门店|店铺?|商户|项目|工地|场所|现场|目前|现|暂时?|已经?|正在?"
    "|处于|长期|全面|临时"
)
_CLOSED = (
    "停产|停业|停工|歇业|关停|关闭|关门|倒闭|注销|搬迁|搬走|搬离|放假|停止(?:生产|营业|经营)"
    "|未(?:营业|生产|开工|开业|经营|复工|复产)"
)
_CLOSED_FOR = "整顿|整改|检修|状态|期间|中|了"
_UNSEEN = (
    "(?:无法|不能|未能)(?:进入|入内|进场|开展|进行|实施)*(?:现场|安全)*检查"
    "|未(?:进行|开展|实施)?检查"
)
_SHUT = "大门(?:紧锁|紧闭|锁闭|上锁|关闭)|门锁着|锁门|无人(?:在场|值守|在岗)?"
_NOBODY_LOOKED = re.compile(
    rf"(?:{_WHO})*(?:{_CLOSED})(?:{_CLOSED_FOR}|{_CLOSED}|{_WHO})*(?:{_SHUT})?(?:{_UNSEEN})?"
    rf"|(?:{_WHO})*(?:{_SHUT})+(?:{_UNSEEN})"
    r"|(?:本|上|当|该)(?:周|旬|期|次|日)(?:暂|尚)?未(?:能)?(?:进行|开展|组织)*检查"
    r"|(?:暂|尚)?未检查|无法(?:进入|入内|开展|进行)*检查"
)
# Only that it is still to be written.
_LATER = re.compile(r"(?:内容|情况)?(?:待|后续?|另行|稍后)(?:补充?|完善|填写|填报|核实|确认|更新)+")
_SAYS_NOTHING = (
    (_NONE_FOUND, "写的是没有发现隐患"),
    (_ELSEWHERE, "只写了见别处，没有写出具体隐患"),
    (_NOBODY_LOOKED, "写的是停业、停产或没有检查，没有写出具体隐患"),
    (_LATER, "写的是待补充，没有写出具体隐患"),
)

_FAULT = re.compile(
    r"[未没缺不无坏损破漏裂堵锈锁挡乱停断违超脱松歪倒少裸积]|失效|过期|杂物|占用|堆放|老化"
)
_ASKS = re.compile(r"是否|有无(?:违章)?")
_QUESTION = re.compile(r".{0,80}(?:是否|有无).{1,8}")
_DEMANDS = re.compile(r"应(?!急)|[须宜]|不得|不准|禁止|严禁|是否|有无")
_CLAUSE_END = re.compile(r"[，。；、：,;:.!！?？\s（）()]+")
_SHORTEST_PASTED = 8


def why_nothing(
    text: str | None, check_item: str | None = None, lexicon: Lexicon = EMPTY_WORDS
) -> str | None:
    """Why ``text`` states no hazard, as a Chinese clause, or None where it may state one.

    Precision first: whatever is not plainly empty talk passes. A completion word inside a longer
    text proves nothing; most such texts are hazards.
    """
    if text is None:
        return None
    bare = bare_text(text)
    if not bare:
        return "只有标点或空白"
    if bare.isascii() and (bare.isdigit() or len(bare) < 3 or len(set(bare)) == 1):
        return "只有数字或字母"
    if len(bare) == 1:
        return "只有一个字"
    bare = without_number(text)
    if check_item and _is_pasted(bare, check_item):
        return "照抄了检查项，没有写出具体隐患"
    if _QUESTION.fullmatch(bare) and not _FAULT.search(_ASKS.sub("", bare)):
        return "写的是检查内容，没有写出具体隐患"
    if why := _why_by_words(bare):
        return why
    shape = lexicon.shape(bare)
    return next((why for pattern, why in _SHAPES if shape and pattern.fullmatch(shape)), None)


def _why_by_words(bare: str) -> str | None:
    """Why a short text says nothing, by the words it is made of from end to end."""
    if len(bare) > _LONGEST_SAYING:
        return None
    return next((why for pattern, why in _SAYS_NOTHING if pattern.fullmatch(bare)), None)


def _is_pasted(bare: str, check_item: str) -> bool:
    """Whether the text is the check item or begins where a clause of it does.

    An item worded as a fault (安全出口上锁) is a finding when it is written down.
    """
    item = bare_text(check_item)
    if bare not in item or (_FAULT.search(bare) and not _DEMANDS.search(item)):
        return False
    clauses = [bare_text(clause) for clause in _CLAUSE_END.split(check_item)]
    starts = {sum(map(len, clauses[:place])) for place in range(len(clauses))}
    is_long = len(bare) >= _SHORTEST_PASTED
    return bare == item or (is_long and item.find(bare) in starts)
