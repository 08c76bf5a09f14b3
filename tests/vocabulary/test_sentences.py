"""How far a thing has come, read from a sentence that no list of words holds."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given

from zhiben.records import TASK
from zhiben.vocabulary import load_vocabulary

from .test_headings import FOLDER, SHIPPED

GRAMMAR = SHIPPED.grammars["status"]
WORDS = SHIPPED.words["status"]
DONE = {"rectified", "verified"}


def said(text: str) -> str | None:
    return GRAMMAR.read(text, WORDS).meaning


SAID = {  # "": nothing for certain
    "rectified": """
    已按要求整改到位 企业已按要求整改完毕 均已整改 3月5日已整改 2026年3月5日整改完成
    已于2026.3.5前全部整改到位 立即整改到位 已立即整改 现场整改完毕 当日整改完成 隐患已消除
    改完了 已更换 已更换灭火器 灭火器已更换为4kg干粉灭火器2具 杂物清理完毕 灭火器安装已完成
    已按规范要求更换灭火器 已张贴警示标志并加装防护罩 已更换应急灯 已整改，无遗留问题
    已整改，未发现其他问题 已整改，举一反三加强管理 责令立即改正，已改正 已督促企业整改到位
    3项均已整改 整改完成待验收 已整改（附照片） 已完成√ 未到期，已整改 逾期整改完成
    复查不合格，3月9日已整改 已更换了部分老化线路
    3月8日整改到位 当场整改完成 整改到位 全部整改完毕 提前整改到位 门前杂物清理完毕
    汛期前已全部清理完毕 3月8日灭火器更换到位 已尽快整改到位 发现后当场整改完成
    已整改，请销号 已整改，下一步加强管理 已清理，确保通道畅通
    已整改，复查合格后销号 已整改，销号材料已上报
    共3处，已整改3处 3处隐患，已整改2处，已整改1处 已设置警示标志 已完成5/5 于3/8整改到位
    施工完成 警示牌制作完成
    """,
    "verified": """
    经复查已整改 经复查，已整改，验收合格 整改完毕并销号 已整改、已销号 整改后复查合格
    整改完成并通过复查 3月8日复查合格后销号 整改后，经复查合格 已整改至合格
    已按要求整改到位，3月10日复查合格 3处隐患，2处已整改，1处已销号
    已通过验收 整改符合安全要求 复查未发现问题 已整改验收 销案 已闭合 现场复查整改到位
    """,
    "in_progress": """
    正在采购灭火器 正在联系维修公司更换 已制定整改方案 已采购，待安装 整改不到位 整改未全部完成
    基本整改到位 大部分已整改 已完成80% 3项已整改2项 已整改2项，剩余1项正在整改
    已整改，1处未拆除 已整改（80%） 已复查，隐患仍存在 已复查，责令限期整改 已复查，待整改
    已验收，存在问题 隐患依然存在 复查不合格 不符合要求 合格，其余限期整改 除3号车间外均已整改
    已更换灭火器，线路正在整改 当场整改，1处限期整改 限期整改中 持续整改中 未全部整改
    已销号后又反弹 已张贴警示 共3处，已整改2处 5处隐患，整改到位3处 共十二处，已整改三处
    已整改1/3 三分之一已整改 采购完成 招标已完成 材料已到位 资金已到位 已到货 施工队已联系好
    """,
    "open": """
    尚未整改 没有整改 拒不整改 未按要求整改 因资金问题未整改 灭火器未更换 已责令整改
    已责令企业更换灭火器 已要求立即整改 已下达整改通知书 限3日内整改 3月30日前整改到位 限期改正
    责令停产整改 计划3月底完成 拟拆除 待更换 未到期 尚在整改期内 未整改（已复查） 已移交属地乡镇
    年底前全部整改到位 汛期前整改到位 春节前更换完毕 请于3月底前整改到位 年内整改到位
    企业承诺3月底前整改完成 需整改到位 应整改到位 必须整改到位 要整改完毕 尽快整改到位 抓紧整改到位
    确保整改到位 下一步整改到位 难以整改到位 将整改到位 整改至合格 已整改0处
    已整改0/5 确保销号 建议销号 责令整改后销号
    """,
    "": """
    马上 计划 通知 施工 持续 已整改？ 可能已整改 应该已整改到位
    整改 更换灭火器 视情况整改 按期整改 见附件 2026-03-08 张三 差不多了 即将完成 马上完成
    已整改，整改中 未整改，已整改 已整改，通道仍堵塞 已更换未达标灭火器 已落实资金 资金未到位
    已上墙 待研究 不同意销号 未复查 √
    整改到位后销号 整改到位后，予以销号 复查合格后销号 验收合格后方可恢复生产 销号材料已上报
    整改方案已完成 验收申请已提交 已整改（配电箱除外） 已整改，整改到位后销号 3/8已整改
    3月底整改到位 有困难整改到位 整改到位有难度 是否已整改 如果已整改
    节后整改完毕 整改到位情况待核实
    """,
}


@pytest.mark.parametrize(
    ("text", "meaning"), [(text, of) for of, texts in SAID.items() for text in texts.split()]
)
def test_a_sentence_is_read_by_its_signs(text: str, meaning: str) -> None:
    assert (said(text) or "") == meaning


@pytest.mark.parametrize("tail", ["但仍有1处未整改", "其余限期整改", "隐患依然存在", "1处未拆除"])
@pytest.mark.parametrize("head", ["已整改", "整改到位", "经复查合格", "已更换灭火器", "已复查"])
def test_what_is_left_takes_back_that_all_is_done(head: str, tail: str) -> None:
    assert said(f"{head}，{tail}") == "in_progress"


SIGNS = "已未整改复查合格销号责令限期正在待仍部分其余到位完成，（）3月8日前灭火器"


@given(st.text(alphabet=SIGNS, max_size=12))
def test_whatever_is_written_one_more_denial_never_closes(text: str) -> None:
    if said(text) not in DONE:
        assert said(f"{text}，仍未整改") not in DONE


@pytest.mark.parametrize(
    ("word", "status"),
    [("序时推进", "in_progress"), ("已全部办理完毕", "done"), ("尚未启动", None)],
)
def test_tasks_are_read_by_the_same_signs(word: str, status: str | None) -> None:
    tasks = load_vocabulary(FOLDER, TASK)
    assert tasks.meaning("status", word) == status
