//! Words of the frame, sign-in and first screens (框架、登录、今日).

/// Sign-in.
pub const SIGN_IN: &str = "登录村选";
/// The number.
pub const PHONE: &str = "手机号";
/// The code.
pub const CODE: &str = "6 位口令";
/// Enters.
pub const ENTER: &str = "进入";
/// Without a network.
pub const NEEDS_NETWORK: &str = "第一次登录要有信号";
/// Wrong.
pub const WRONG: &str = "手机号或口令不对，请看镇里发的纸条";
/// The server is in trouble.
pub const SERVER: &str = "镇里暂时连不上，请稍后再试";
/// Somebody else's login page.
pub const NOT_OURS: &str = "网络要先登录（网页认证），登录后再试";
/// The phone has no village.
pub const NO_VILLAGE: &str = "还没有分给你村，请问镇里";
/// The browser keeps no key.
pub const NO_KEY: &str = "这个浏览器不能签名：请用 https 地址，换华为、Chrome、Edge 或小米浏览器打开";
/// Writing fails.
pub const NO_STORE: &str = "这个浏览器不能保存记录，请换华为、Chrome、Edge 或小米浏览器";
/// The demonstration.
pub const DEMO: &str = "演示";
/// Today.
pub const TODAY: &str = "今日";
/// Voters.
pub const PEOPLE: &str = "选民";
/// The hall.
pub const HALL: &str = "会场";
/// Me.
pub const ME: &str = "我的";
/// The list of tasks.
pub const TASKS: &str = "今天的事";
/// What needs a look.
pub const FINDINGS: &str = "需要处理";
/// Text size.
pub const SIZE: &str = "字号";
/// The three sizes.
pub const SIZES: [&str; 3] = ["标准", "大", "特大"];
/// Outdoors.
pub const OUTDOORS: &str = "户外";
/// My villages.
pub const VILLAGES: &str = "我的村";
/// The code that is equal where the record is.
pub const SAME_RECORD: &str = "校对码（记录相同，号码就相同）";
/// Finding somebody.
pub const FIND: &str = "查选民";
/// The chosen village.
pub const HERE: &str = "当前";
/// Look again.
pub const LOOK_AGAIN: &str = "再看看";

/// The label of the hero's number while papers are called.
pub const CALLED: &str = "已唱 ";
/// While papers are handed out.
pub const DRAWN: &str = "已领票 ";
/// While voters are registered.
pub const REGISTERED: &str = "已登记 ";
/// After a number of people.
pub const PERSONS: &str = " 人";
/// The first task.
pub const REGISTRATION: &str = "选民登记";
/// The third.
pub const CLOSING: &str = "截止投票，收箱开箱";
/// The fourth.
pub const COUNTING: &str = "唱票计票";

/// ` / 701 张`.
pub fn of_papers(all: u32) -> String {
    format!(" / {all} 张")
}

/// ` / 786 人`.
pub fn of_people(all: u32) -> String {
    format!(" / {all} 人")
}

/// `还有 3 个票箱`.
pub fn boxes_left(left: u32) -> String {
    format!("还有 {left} 个票箱")
}

/// `还有 468 人未领`.
pub fn people_left(left: u32) -> String {
    format!("还有 {left} 人未领")
}

/// `名单 860 人`.
pub fn listed(people: u32) -> String {
    format!("名单 {people} 人")
}

/// `6 张桌 · 已发 318 张`.
pub fn tables(tables: u32, issued: u32) -> String {
    format!("{tables} 张桌 · 已发 {issued} 张")
}

/// `6 个票箱`.
pub fn boxes(boxes: u32) -> String {
    format!("{boxes} 个票箱")
}

/// `已办 3 / 5 项`.
pub fn done(done: usize, all: usize) -> String {
    format!("已办 {done} / {all} 项")
}

/// `联络员 周海峰`.
pub fn who(role: &str, name: &str) -> String {
    [role, " ", name].concat()
}
/// The page that checks an export.
pub const VERIFY: &str = "核验";
/// What it is for.
pub const VERIFY_WHAT: &str = "用记录文件重新核对、重新数票，不用联网";
/// The officers' page.
pub const HELP: &str = "帮助";
/// What it holds.
pub const HELP_WHAT: &str = "怎么用，要有信号";
