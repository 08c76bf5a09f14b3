"""Names that nobody labels are hidden, and words that begin like a name are not."""

from __future__ import annotations

import csv
import gzip
from itertools import pairwise, product
from pathlib import Path

import pytest

from zhiben.masking import mask_text
from zhiben.masking.people import load_model
from zhiben.masking.segments import ways

NAMES = [
    "王伟", "李秀兰", "张志远", "刘洋", "陈建国", "杨雨桐", "赵国栋", "黄鑫", "周丽丽", "吴俊杰",
    "欧阳晓燕", "诸葛建平", "令狐志强", "谌海燕", "郜永亮", "丁一鸣", "陈王佳慧", "李红",
]  # fmt: skip
SHAPES = [
    "{}把配电箱打开后离开", "昨天{}没有戴安全帽", "二号库由{}看管", "灭火器过期，已告诉{}",
    "3月9日{}换了新软管", "经询问，{}不知道报警器在哪里", "配电柜前的纸箱是{}放的",
    "让{}立即停止作业",
]  # fmt: skip
WORDS = [
    "高压", "安全", "黄线", "白板", "温度", "马达", "金属", "石膏", "方管", "雷击", "江苏", "周口",
    "和平路", "沈丘", "张贴", "平台", "龙门吊", "易燃", "康复",
]  # fmt: skip
ROUND = ["{}", "{}未设警示标识", "现场{}未检查", "检查发现{}有问题，已整改"]


def test_bare_names_are_hidden_in_sentences_of_any_shape() -> None:
    sentences = [(shape.format(name), name) for shape, name in product(SHAPES, NAMES)]
    told = [sentence for sentence, name in sentences if name in mask_text(sentence)]
    assert len(told) <= len(sentences) // 100, told


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("李建国、王秀英未佩戴安全帽", "李**、王**未佩戴安全帽"),
        ("已让孙丽华停工", "已让孙**停工"),
        ("司马志强在罐内作业", "司**在罐内作业"),
        ("陈王佳慧未签字", "陈**未签字"),
        ("由于邹英疏忽，阀门未关严", "由于邹**疏忽，阀门未关严"),
        ("据凌梅介绍，报警器上月就坏了", "据凌**介绍，报警器上月就坏了"),
        ("应急灯不亮（黄伟）", "应急灯不亮（黄**）"),
        ("二楼车间高建国作业时未戴手套", "二楼车间高**作业时未戴手套"),  # the dictionary's "place"
        ("灭火器箱被于洋用来放杂物", "灭火器箱被于**用来放杂物"),
    ],
)
def test_what_stands_beside_a_name_stays(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("村民赵建国家燃气灶无熄火保护", "村民赵**家燃气灶无熄火保护"),
        ("村民郭建国家燃气灶无熄火保护", "村民郭**家燃气灶无熄火保护"),
        ("安全员王伟负责整改", "安全员王**负责整改"),
        ("责任人邵国高新文", "责任人邵**高**"),  # the next name's first character is not its own
    ],
)
def test_of_a_name_whose_end_could_begin_a_word_nothing_is_left(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    ("text", "known"),
    [("陪同人员许艳高超桂签字", "高超桂"), ("由赵丽高超负责", "高超")],
)
def test_a_name_before_one_that_is_known_is_hidden(text: str, known: str) -> None:
    shown = mask_text(text, [known])
    assert f"{known[0]}**" in shown
    assert not {"艳", "丽"} & set(shown)


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("shape", ROUND)
def test_words_that_begin_with_a_surname_stay(shape: str, word: str) -> None:
    assert mask_text(shape.format(word)) == shape.format(word)


def test_one_real_finding_in_a_hundred_at_most_is_masked(real_data: Path) -> None:
    path = real_data / "shenzhen-hazard-text" / "train_shared.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        texts = [row["content"] for row in csv.DictReader(file)]
    masked = [text for text in texts if mask_text(text) != text]
    assert len(masked) <= len(texts) // 100, masked


def test_a_text_is_cut_into_its_likeliest_words() -> None:
    text = "灭火器压力不足"
    cut = ways(text, load_model().lexicon)
    words = [text[start:end] for start, end in pairwise(cut.places)]
    assert words == ["灭火器", "压力", "不足"]
    assert cut.word_before(3) == "灭火器" == cut.word_over(1)
    assert cut.word_behind(5) == "不足"
