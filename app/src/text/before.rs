//! Words of the days before the poll (选前): 开工自检, 逐户登记, 选民榜, 会场准备, another village.

use cunxuan_core::law::roll::Posting;
use cunxuan_core::time::Day;

/// The self-check.
pub const SELF_CHECK: &str = "开工自检";
/// What the phone must be.
pub const FIT: [&str; 9] = [
    "放到桌面",
    "没信号也能打开",
    "本机空间",
    "记录不会被清掉",
    "屏幕常亮",
    "名单已下载",
    "时间准确",
    "电量够用",
    "签名能用",
];
/// What to do where it is not.
pub const MEND: [&str; 9] = [
    "浏览器菜单里点“添加到主屏幕”，再从桌面打开",
    "连上网，点“重新准备”，等半分钟",
    "请删掉一些照片、视频",
    "先放到桌面，再点“锁定保存”",
    "请把手机的自动锁屏设为 10 分钟以上",
    "连上网，点“现在下载”",
    "请在手机设置里打开“自动设置时间”",
    "请充电，带上充电宝",
    "换华为、Chrome、Edge 或小米浏览器打开",
];
/// The button that does it.
pub const MEND_NOW: [&str; 9] = ["再看", "重新准备", "再看", "锁定保存", "再看", "现在下载", "再看", "再看", "再看"];
/// It is right.
pub const RIGHT: &str = "✓ 好";
/// It is not.
pub const NOT_RIGHT: &str = "✗ 要修";
/// The browser does not say.
pub const UNTOLD: &str = "看不出";
/// Everything is right.
pub const ALL_RIGHT: &str = "都好了";
/// What it is for.
pub const CHECK_WHAT: &str = "看看这部手机能不能用一天";
/// Tells the township.
pub const TELL: &str = "报给镇里";
/// What the check holds up.
pub const ONLY_ADVICE: &str = "没修好也能办事；时间、签名不对，先修好再领票计票";

/// `2 项要修`.
pub fn to_mend(count: usize) -> String {
    [&count.to_string(), " 项要修"].concat()
}

/// `08:12 报过：9 项里 8 项好`.
pub fn told(at: &str, right: u32, of: u32) -> String {
    [at, " 报过：", &of.to_string(), " 项里 ", &right.to_string(), " 项好"].concat()
}

/// `够用`, or `快满了，还剩 30 兆` below so many megabytes.
pub fn room(megabytes: u64, enough: u64) -> String {
    if megabytes >= enough {
        "够用".to_owned()
    } else {
        ["快满了，还剩 ", &megabytes.to_string(), " 兆"].concat()
    }
}

/// `名单 786 人`.
pub fn listed(people: usize) -> String {
    [&people.to_string(), " 人"].concat()
}

/// `比镇里快 12 秒`; from two minutes on in minutes.
pub fn clock(ahead: i64) -> String {
    let seconds = ahead.unsigned_abs();
    let (number, unit) = if seconds < 120 { (seconds, " 秒") } else { (seconds / 60, " 分钟") };
    match ahead {
        0 => "和镇里一样".to_owned(),
        1.. => ["比镇里快 ", &number.to_string(), unit].concat(),
        _ => ["比镇里慢 ", &number.to_string(), unit].concat(),
    }
}

/// `78%`.
pub fn percent(full: u32) -> String {
    [&full.to_string(), "%"].concat()
}

/// Registering from door to door.
pub const HOUSEHOLDS: &str = "逐户登记";
/// The relation of whoever heads a household, as lists write it.
pub const HEAD: &str = "户主";
/// Of people whom no list names.
pub const NO_HOUSEHOLD: &str = "新登记的人";
/// The household behind this one.
pub const NEXT: &str = "下一户";
/// Takes the last tap back.
pub const UNDO: &str = "撤销刚才的登记";
/// The button to it.
pub const NEXT_TO_DO: &str = "去下一户没办的";
/// The one before.
pub const BEFORE: &str = "上一户";
/// To somebody's household.
pub const HIS_HOUSEHOLD: &str = "看这一户";
/// Every household is done.
pub const ALL_DONE: &str = "本组都登记完了";
/// Somebody of the household has to be asked first.
pub const ASK_FIRST: &str = "有人要先问清楚，点名字办";

/// `全户登记（4 人）`.
pub fn register_all(people: usize) -> String {
    ["全户登记（", &people.to_string(), " 人）"].concat()
}

/// `第一小组 · 已办 12 / 43 户`.
pub fn households(group: &str, done: usize, all: usize) -> String {
    [group, " · 已办 ", &done.to_string(), " / ", &all.to_string(), " 户"].concat()
}

/// `户号 01001`.
pub fn household(no: &str) -> String {
    if no.is_empty() { NO_HOUSEHOLD.to_owned() } else { ["户号 ", no].concat() }
}

/// `第 3 / 43 户`.
pub fn household_at(at: usize, all: usize) -> String {
    ["第 ", &at.to_string(), " / ", &all.to_string(), " 户"].concat()
}

/// `已登记 4 人`.
pub fn registered(people: usize) -> String {
    ["已登记 ", &people.to_string(), " 人"].concat()
}

/// The reasons' title.
pub const REASONS: &str = "不登记原因";
/// Leads to the reasons.
pub const LEAVE_OFF: &str = "不登记，写原因";
/// Leaves him off.
pub const CONFIRM: &str = "确定不登记";
/// Of whoever does not want to be registered.
pub const IN_WRITING: &str = "已收到本人书面（不识字的可代书）";
/// Takes back what was decided.
pub const WITHDRAW: &str = "撤销，按名单重新办";
/// After that.
pub const WITHDRAWN: &str = "已撤销";
/// What the list itself says.
pub const BY_LIST: &str = "按名单情况";

/// The posted roll.
pub const POSTING: &str = "选民榜";
/// Its place.
pub const PLACE: &str = "张贴地点";
/// The usual place.
pub const USUAL_PLACE: &str = "村务公开栏";
/// Its day.
pub const POSTED_ON: &str = "张榜日期";
/// Reports it.
pub const POST: &str = "已经张榜";
/// Reports it anew.
pub const POST_AGAIN: &str = "改张榜日期";
/// No place was written.
pub const PLACE_MISSING: &str = "请写张贴地点";
/// The day cannot be read.
pub const DAY_WRONG: &str = "请选日期";
/// A day to come.
pub const DAY_TO_COME: &str = "还没到这一天，贴了再报";

/// A group's line: `已登记 118 / 130 人`.
pub fn of_group(registered: u32, people: u32) -> String {
    ["已登记 ", &registered.to_string(), " / ", &people.to_string(), " 人"].concat()
}

/// `还有 3 人没办`.
pub fn unsettled(people: u32) -> String {
    if people == 0 { "都办了".to_owned() } else { ["还有 ", &people.to_string(), " 人没办"].concat() }
}

/// `2026年10月14日 张榜 · 村务公开栏`.
pub fn posted(on: Day, place: &str) -> String {
    [&super::plan::full_day(on), " 张榜 · ", place].concat()
}

/// How long one may still object.
pub fn objections(days: &Posting, today: Day) -> (String, String) {
    let left = days.objection_last.since(today);
    let last = super::plan::day(days.objection_last);
    let title = match left {
        0 => "今天是申诉最后一天".to_owned(),
        1.. => ["还能申诉 ", &left.to_string(), " 天"].concat(),
        _ => "申诉期已过".to_owned(),
    };
    (title, ["申诉截止 ", &last, "（含当日）；答复最迟 ", &super::plan::day(days.decision_last)].concat())
}

/// It does not hang yet.
pub const NOT_POSTED: &str = "还没张榜";

/// Until when the roll has to hang.
pub fn post_by(last: Day, today: Day) -> (String, String) {
    let left = last.since(today);
    let title = match left {
        0 => "今天必须张榜".to_owned(),
        1.. => ["离最迟张榜还有 ", &left.to_string(), " 天"].concat(),
        _ => "已过最迟张榜日".to_owned(),
    };
    (title, ["最迟 ", &super::plan::day(last)].concat())
}

/// It hangs too late.
pub fn posted_late(days: i32) -> String {
    ["张榜晚了：选举日前 ", &days.to_string(), " 天才张榜"].concat()
}

/// The hall before the poll.
pub const PREPARATION: &str = "会场准备";
/// Which box.
pub const WHICH_BOX: &str = "先当众查空，再加封";
/// Not sealed yet.
pub const NOT_SEALED: &str = "还没加封";
/// The box was empty.
pub const EMPTY: &str = "票箱当众查空，里面没有东西";
/// The booth stands.
pub const BOOTH: &str = "秘密写票处已设好";
/// The strips' numbers.
pub const STRIPS: &str = "封条号（多条用空格隔开）";
/// Who saw it.
pub const WITNESSES: &str = "见证人（点两人）";
/// Nobody could be a witness.
pub const NO_STAFF: &str = "镇里还没录入监票人、计票人名单";
/// Seals it.
pub const SEAL: &str = "当众加封";
/// After that.
pub const SEALED: &str = "已加封";

/// `第一小组票箱`.
pub fn box_of(group: &str) -> String {
    [group, "票箱"].concat()
}

/// `07:52 已加封 · 封条 0012、0013`.
pub fn sealed(at: &str, strips: &[String]) -> String {
    [at, " 已加封 · 封条 ", &strips.join("、")].concat()
}

/// `6 个票箱，已封 4 个`.
pub fn sealed_of(sealed: usize, all: usize) -> String {
    [&all.to_string(), " 个票箱，已封 ", &sealed.to_string(), " 个"].concat()
}

/// Another village.
pub const SWITCH: &str = "换村";
/// A bundle is open.
pub const BUNDLE_OPEN: &str = "本捆还没唱完，先唱完再换村";

/// What waits in a village that is not open.
pub fn waits(entries: u32) -> String {
    match entries {
        0 => String::new(),
        _ => [&entries.to_string(), " 条待传，打开这个村就会传"].concat(),
    }
}
