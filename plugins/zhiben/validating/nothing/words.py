"""Words of hazard ledgers by what they do in a sentence: the eyes of the learned judgement.

Not a list of what is a hazard, only what the learned weights are hung on: a rare fault (锈蚀) is
then treated as the common ones (损坏) are. A word's class is one letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

FAULT, NOT = "F", "K"
_WORDS = {
    # what is plainly wrong
    "F": (
        "破损 破坏 破裂 损坏 损毁 损伤 断裂 裂缝 裂纹 开裂 脱落 掉落 松动 松脱 倾斜 变形 老化 "
        "陈旧 锈蚀 生锈 腐蚀 磨损 褪色 模糊 看不清 硬化 堵塞 阻塞 占用 占道 侵占 遮挡 遮盖 挡住 "
        "档住 阻挡 堆放 堆积 堆满 乱放 乱堆 乱拉 乱接 私拉 混放 混存 杂乱 凌乱 散乱 散落 积尘 "
        "积灰 积水 积油 泄漏 泄露 漏电 漏水 漏油 漏气 渗漏 滴漏 外露 裸露 裸线 敞开 上锁 锁住 "
        "失效 失灵 失压 故障 过期 到期 超期 逾期 超标 超载 超负荷 违规 违章 违反 违法 擅自 私自 "
        "混乱 缺失 缺少 缺乏 丢失 遗失 欠压 压力低 压力过低 压力不足 过低 过高 过热 发热 发烫 "
        "烧坏 冒烟 短路 跳闸 悬空 拖地 缠绕 串联 串接 飞线 花线 一闸多机 湿滑 潮湿 进水 不亮 "
        "不通 不齐 不全 不牢 不严 不规范 不合理 不合格 不符 不符合 不良 不及时 不明显 不灵 不畅 "
        "不畅通 不通畅 不正确 不熟悉 不了解 不清楚 不完善 不完整 不健全 淡薄 薄弱 断开 卡住 离岗 "
        "脱岗 吸烟 抽烟 烟头 明火 偏移 移位 错误 没电 没气 没水 无电 无水 压住 埋压 圈占 倒塌 "
        "坍塌 凹陷 沉降 下沉 过小 过大 过短 过长 过窄 过松 过紧 过近 太小 太大 太短 太长 太窄 "
        "太低 太高 同室 混用 显示不准 指示不准 计量不准 读数不准"
    ),
    # what may be wrong
    "f": (
        "破 损 坏 断 裂 脱 掉 松 歪 旧 老旧 锈 腐 不清 堵 塞 挡 遮 障碍 障碍物 堆 乱 杂物 油污 "
        "灰尘 粉尘 脏 垃圾 漏 渗 明线 暴露 敞 常开 打开 开着 锁 封闭 封堵 关闭 异常 超过 超出 超 "
        "缺 短缺 丢 遗漏 低压力 偏低 烧 跳线 悬挂 并接 浸 不足 不当 不到位 不明 不能 不够 不好 "
        "不熟 差 少 低 混 卡 翘 空缺 空 无人 触电 危险 错 反 忘记 忘 遗忘 易燃 可燃 木板 纸箱 "
        "货物 纸皮 泡沫 车辆 停放 停车 挤压 倒 坑 洞 仍 仍在 仍然"
    ),
    # not
    "K": "未 没 没有 无 不 非 未能 未按 未及时 尚未 沒 沒有 无法 没有隐患排查 无隐患排查",
    # done
    "D": (
        "已经 已 均已 现已 完成 完毕 整改好 改好 修好 换好 装好 清理好 更换 整改 处理 解决 落实 "
        "到位 恢复 换新 修复 消除 好了 清除 清走 移走 拆除 纠正 改正 改善 疏通 新的"
    ),
    # ought to be
    "O": (
        "应该 应当 应 须 必须 需 需要 要 要求 请 禁止 严禁 不准 不得 不可 加强 定期 确保 保证 保持 "
        "强化 注意 严格 尽快 及时 立即 马上 立刻 限期 尽早 做好 避免 防止 以免 方可 宜 建议"
    ),
    # something one does
    "V": (
        "安装 按装 加装 增加 添加 追加 新增 增设 增配 新装 设置 设立 张贴 贴 粘贴 配备 配置 购置 "
        "购买 采购 清理 清洁 整理 打扫 检查 巡查 检修 维修 维护 保养 检测 测试 点检 排查 查验 更新 "
        "重新 重贴 制定 建立 建档 完善 健全 编制 记录 填写 组织 开展 进行 举行 召开 参加 实施 执行 "
        "签订 培训 演练 演习 学习 教育 宣传 考核 摆放 放置 固定 规划 划线 划分 改造 改进 调整 调试 "
        "安排 责令 申请 申报 报备 审批 治理 管理 佩戴 穿戴 使用 复工 停用 移开 搬走 搬离"
    ),
    # all is well
    "G": (
        "畅通 通畅 完好 有效 正常 良好 合格 符合 齐全 在位 完整 无损 没问题 没有问题 没有隐患 "
        "无隐患 安全 规范 可用 属实 ok"
    ),
    # asks
    "Q": "是否 有无 有没有 能否 情况 是不是",
    # that there is something
    "S": "隐患 问题 现象 存在 有 发现 一般 重大 轻微 其他 其它 相关",
    # of what
    "T": (
        "安全出口 安全通道 疏散通道 消防通道 作业通道 通道 出入口 出口 楼道 走廊 楼梯 灭火器材 "
        "灭火器 灭火机 消防器材 消防设施 消防设备 器材 设施 设备 消火栓 消防栓 消防箱 水带 水枪 "
        "应急照明灯 应急照明 应急灯 照明灯 照明 灯具 疏散指示 指示灯 指示牌 指示标志 标志 标识 "
        "标示 标示牌 警示标志 警示牌 警示 防火门 卷帘 插座 插头 插排 排插 插线板 配电箱 配电柜 "
        "配电房 配电室 电箱 开关箱 开关 电闸 电线 电缆 线路 线 电源 电气 电器 用电 用火 水源 档案 "
        "台账 预案 制度 规程 责任制 责任书 协议 计划 机构 标签 卡 表 防护罩 护罩 防护 护栏 栏杆 "
        "盖板 机器 机械 机床 冲床 砂轮机 叉车 电梯 锅炉 储罐 气瓶 钢瓶 乙炔 氧气 仓库 库房 车间 "
        "宿舍 厨房 办公室 厂房 现场 公司 部门 员工 人员 工人 负责人 职工 劳保用品 防护用品 口罩 "
        "手套 报警器 烟感 喷淋 监控 风机 通风 门 窗 墙 地面 楼层 疏散 消防 应急 防火 防爆 防雷 "
        "接地 漏电保护器 保护器 漏保 化学品 危险品 危化品 酒精 油漆 油 物品 材料"
    ),
    # where and how many: somebody looked
    "P": (
        "一楼 二楼 三楼 四楼 五楼 六楼 七楼 楼 层 栋 号 区 处 个 只 具 瓶 支 根 条 台 间 米 东 南 "
        "西 北 左 右 前 后 旁 边 侧 上 下 内 外 里 中 部分 个别 一个 两个 有个 有一"
    ),
    # of people and paper
    "E": (
        "新 入职 意识 知识 会议 例会 年度 季度 每月 每日 每天 每年 每周 月 日 年 今年 春节 节后 "
        "上半年 下半年"
    ),
}
CLASSES = "".join(_WORDS)
CLASS_OF = {word: letter for letter, words in _WORDS.items() for word in words.split()}
_BY_FIRST: defaultdict[str, list[str]] = defaultdict(list)
for _word in sorted(CLASS_OF, key=lambda word: (-len(word), word)):
    _BY_FIRST[_word[0]].append(_word)
_OTHER = re.compile(r"[0-9]+|[a-z]+|.", re.DOTALL)


def tokens(text: str) -> Iterator[str]:
    """``text`` cut into known words, the longest first, numbers, Latin words and characters."""
    place = 0
    while place < len(text):
        token = _known(text, place) or _OTHER.match(text, place)[0]  # type: ignore[index]
        yield token
        place += len(token)


def _known(text: str, place: int) -> str | None:
    for word in _BY_FIRST.get(text[place], ()):
        if text.startswith(word, place):
            return word
    return None
