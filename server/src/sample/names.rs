//! Invented names (姓名、村名): common surnames and characters, put together by chance.

use super::random::Random;

/// Common first, with some whose reading as a surname is their own.
const SURNAMES: [&str; 64] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪",
    "田", "任", "姜", "单", "解", "仇", "尉迟",
];

const MEN: [&str; 48] = [
    "伟", "强", "军", "勇", "涛", "明", "超", "刚", "平", "辉", "鹏", "华", "飞", "鑫", "波", "斌", "国", "建", "志",
    "文", "德", "福", "贵", "林", "山", "海", "江", "永", "春", "生", "义", "成", "东", "树", "根", "宝", "金", "庆",
    "洪", "昌", "兴", "业", "守", "信", "旺", "田", "石", "忠",
];

const WOMEN: [&str; 48] = [
    "芳", "娜", "敏", "静", "丽", "艳", "娟", "霞", "秀", "燕", "玲", "桂", "兰", "英", "玉", "萍", "红", "梅", "莉",
    "云", "莲", "荣", "爱", "雪", "琴", "凤", "洁", "珍", "淑", "惠", "琳", "菊", "香", "月", "彩", "春", "花", "巧",
    "美", "华", "素", "翠", "芬", "清", "晴", "瑞", "银", "青",
];

const VILLAGE_STARTS: [&str; 12] = ["前", "后", "东", "西", "南", "北", "大", "小", "上", "下", "新", "老"];
const VILLAGE_MIDDLES: [&str; 24] = [
    "柳", "槐", "榆", "枣", "桃", "杏", "石桥", "清泉", "白沙", "青龙", "双井", "三里", "苇塘", "麦岭", "谷场", "窑头",
    "磨盘", "棉田", "梨园", "竹溪", "芦滩", "杨树", "松坡", "荷塘",
];
const VILLAGE_ENDS: [&str; 5] = ["村", "庄村", "沟村", "湾村", "屯村"];

/// A surname; common ones more often.
pub fn surname(random: &mut Random) -> &'static str {
    let place = random.place(SURNAMES.len()).min(random.place(SURNAMES.len()));
    SURNAMES.get(place).copied().unwrap_or_default()
}

/// A given name of one or two characters.
pub fn given(random: &mut Random, man: bool) -> String {
    let characters = if man { &MEN } else { &WOMEN };
    let first = random.pick(characters);
    let second = if random.chance(600) { random.pick(characters) } else { "" };
    format!("{first}{second}")
}

/// A village name that is not among those taken.
pub fn village(random: &mut Random, taken: &[String]) -> String {
    loop {
        let start = if random.chance(700) { random.pick(&VILLAGE_STARTS) } else { "" };
        let name = format!("{start}{}{}", random.pick(&VILLAGE_MIDDLES), random.pick(&VILLAGE_ENDS));
        if !taken.contains(&name) {
            return name;
        }
    }
}

/// A telephone number in a block (154) that is not in use, so that no one can be called.
pub fn phone(random: &mut Random) -> String {
    format!("154{:08}", random.below(100_000_000))
}
