//! Words of the count (开箱、唱票、计票).

use cunxuan_core::count::Paper;

/// `第三小组票箱`.
pub fn box_of(group: &str) -> String {
    [group, "票箱"].concat()
}

/// `全箱 43 / 117 张 · 第 2 捆`.
pub fn progress(called: u32, counted: u32, bundle: u32) -> String {
    format!("全箱 {called} / {counted} 张 · 第 {bundle} 捆")
}

/// `主任 · 选 1 人`.
pub fn office(name: &str, seats: u8) -> String {
    format!("{name} · 选 {seats} 人")
}

/// `主任只选 1 人`.
pub fn too_many(name: &str, seats: u8) -> String {
    format!("{name}只选 {seats} 人")
}

/// `第 18 张 已记`.
pub fn recorded(no: u32) -> String {
    format!("第 {no} 张 已记")
}

/// `已撤销第 18 张`.
pub fn undone(no: u32) -> String {
    format!("已撤销第 {no} 张")
}

/// A paper that bears no names.
pub fn faulty(paper: &Paper) -> &'static str {
    match paper {
        Paper::Marked { .. } => "",
        Paper::Blank => "空白票（弃权）",
        Paper::Unreadable => "无法辨认",
        Paper::Damaged => "污损",
        Paper::SetAside { .. } => "作废批次的票",
    }
}

/// A section with too many marks.
pub const OVER: &str = "多选";
/// A section that cannot be read.
pub const UNREADABLE: &str = "无法辨认";

/// `主任栏无效：多选`.
pub fn section_void(post: &str, why: &str) -> String {
    format!("{post}栏无效：{why}")
}

/// The button that records a picked paper.
pub fn record(names: &str) -> String {
    format!("记这一张（{names}）")
}

/// Of a box on the list.
pub fn box_line(issued: u32) -> String {
    format!("领票 {issued} 张")
}

/// A box that was opened.
pub fn box_opened(issued: u32, returned: u32) -> String {
    format!("领票 {issued} 张，收回 {returned} 张")
}

/// A box that is counted.
pub fn box_counted(returned: u32) -> String {
    format!("已计完，收回 {returned} 张")
}

/// A box that is being counted.
pub fn box_counting(called: u32, returned: u32) -> String {
    format!("正在计票 {called} / {returned}")
}

/// More papers came back than went out.
pub fn over_issued(issued: u32, returned: u32) -> String {
    format!("收回 {returned} 张，多于发出 {issued} 张，请再数")
}

/// How many PIN tries are left.
pub fn tries(left: u32) -> String {
    format!("口令不对，还能试 {left} 次")
}

/// `口令 · 赵玉兰`.
pub fn pin_of(who: &str) -> String {
    ["请 ", who, " 输 4 位口令"].concat()
}

/// Title of the boxes.
pub const BOXES: &str = "收箱开箱";
/// Done counting sheets.
pub const COUNTED: &str = "清点完毕";
/// Papers found.
pub const RETURNED: &str = "收回几张";
/// The strip on the box.
pub const SEAL: &str = "封条完好";
/// Starts calling.
pub const START: &str = "开始唱票计票";
/// Goes on calling.
pub const GO_ON: &str = "接着计票";
/// The count is on another phone.
pub const ELSEWHERE: &str = "正在另一部手机上计票";
/// The title of handing over.
pub const HAND_OVER: &str = "交机";
/// Who takes it.
pub const WHO: &str = "交给谁";
/// Gives it back.
pub const HAND_BACK: &str = "交还联络员";
/// The liaison stands aside.
pub const TELLERS_ONLY: &str = "由村里计票人操作，请交机";
/// Five wrong PINs.
pub const WAIT: &str = "输错 5 次，请等 5 分钟";
/// Nobody has a PIN.
pub const NO_PINS: &str = "还没有计票人口令，请镇里打印";
/// This bundle.
pub const BUNDLE: &str = "本捆";
/// What follows the number of papers in the bundle.
pub const OF_BUNDLE: &str = " / 25 张";
/// Stands where a post bears no mark.
pub const NO_MARK: &str = "－";
/// Votes of this bundle.
pub const BUNDLE_VOTES: &str = "本捆得票";
/// Names one by one.
pub const PICK: &str = "逐人点选";
/// Back to pattern keys.
pub const PATTERNS: &str = "票型键";
/// A name that is not printed.
pub const WRITE_IN: &str = "另选他人";
/// The sheet of faults.
pub const FAULTS: &str = "无效 / 弃权";
/// The scrutineer decides.
pub const DECIDES: &str = "监票人认定：";
/// The whole paper.
pub const WHOLE: &str = "整票";
/// One post.
pub const ONE_POST: &str = "只一职";
/// A post is void.
pub const POST_VOID: &str = "该职务无效";
/// Hint beside the keys.
pub const LISTEN: &str = "听到就按一下，记 1 张";
/// Hint beside the keys.
pub const FROZEN: &str = "本捆内位置不变";
/// Too fast.
pub const TOO_FAST: &str = "太快了，请听唱票";
/// Nothing recorded yet.
pub const FIRST: &str = "还没有记票";
/// Listen.
pub const TAP_NAMES: &str = "听到谁就点谁";
/// The bundle is full.
pub const FULL: &str = "满一捆，扎好写捆号";
/// The box is counted.
pub const CLOSE: &str = "本箱计完";
/// Writes a name that is not on the list.
pub const FREE: &str = "名单上没有，直接写名字";
/// Adds it.
pub const ADD: &str = "记这个名字";
/// Which post.
pub const WHICH_POST: &str = "写在哪一栏";
