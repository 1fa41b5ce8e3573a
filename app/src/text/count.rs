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

/// `已撤销第 18 张，现在最后一张是`.
pub fn undone(no: u32) -> String {
    format!("已撤销第 {no} 张，现在最后一张是")
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

/// A box that is counted, by one teller alone or by two, and how many papers were set right.
pub fn box_counted(returned: u32, alone: bool, corrected: usize) -> String {
    let how = if alone { ALONE } else { AGREES };
    let set_right = if corrected > 0 { ["，改过 ", &corrected.to_string(), " 张"].concat() } else { String::new() };
    ["已计完，收回 ", &returned.to_string(), " 张，", how, &set_right].concat()
}

/// A box that is being counted.
pub fn box_counting(name: &str, called: u32, returned: u32) -> String {
    [name, " 正在计票 ", &called.to_string(), " / ", &returned.to_string()].concat()
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
/// The seal is not whole: asked once.
pub const SEAL_BROKEN: &str = "封条没有打勾：破损的话再按一次“清点完毕”";
/// The strip on the box.
pub const SEAL: &str = "封条完好";
/// Starts calling.
pub const START: &str = "开始唱票计票";
/// The count is on another phone.
pub const ELSEWHERE: &str = "正在另一部手机上计票";
/// The title of handing over.
pub const HAND_OVER: &str = "交机";
/// Who takes it.
pub const WHO: &str = "交给谁";
/// Opens the hall's screen in a second window.
pub const ON_SCREEN: &str = "投到大屏（另开一个窗口）";
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
/// No mark where the other has one.
pub const NOT_MARKED: &str = "没划人";
/// The other has no such paper.
pub const NO_PAPER: &str = "没有这一张";
/// Nobody counts beside.
pub const ALONE: &str = "单机计票";
/// The other teller's bundle is not here.
pub const WAITING: &str = "等另一机核对";
/// Both tellers recorded the same.
pub const AGREES: &str = "两机一致";
/// They did not.
pub const DIFFERS: &str = "两机不一致";
/// Compares a bundle.
pub const COMPARE: &str = "核对";
/// This phone's code of the bundle.
pub const OWN_CODE: &str = "本机校对码";
/// The other's.
pub const THEIR_CODE: &str = "听另一机报校对码，照着输";
/// Types it once more.
pub const AGAIN: &str = "改好了，再输校对码";
/// What to do with a paper in which two differ.
pub const LOOK_AT_PAPER: &str = "当众打开这一张，记错的那部手机按原票改";
/// How to find it without a network.
pub const READ_LINES: &str = "两人从第 1 张起对着念右边的码，头一个不同的就是记错的那一张，点它来改";
/// What was recorded.
pub const WAS: &str = "原来记：";
/// What the paper bears.
pub const IS: &str = "按原票：";
/// Why a paper is set right.
pub const REASONS: [&str; 3] = ["按错了", "听错了", "唱错了"];
/// The scrutineer agrees.
pub const WATCHER_PIN: &str = "监票人看过原票，输 4 位口令";
/// It is set right.
pub const CORRECTED: &str = "已按原票改";
/// Counts beside the other.
pub const SECOND: &str = "做乙机，同听一唱";
/// Two tellers are better than one.
pub const TWO_TELLERS: &str = "两部手机各记各的，每捆核对一次；只有一部也能计。";
/// The other phone is dead.
pub const DEAD_PHONE: &str = "那部手机坏了，重计本箱";
/// What that means.
pub const DEAD_WHAT: &str = "那部手机记的留着，不算数。票从第一张重新唱。";
/// Ends a count that does not agree.
pub const END: &str = "对不上，见证后计完";
/// What that means.
pub const END_WHAT: &str = "写明原因，两人见证，本箱才能计完。";
/// Another phone has counted the box.
pub const COUNTED_THERE: &str = "另一部手机已计完";
/// The pile has no more papers.
pub const NO_MORE: &str = "箱里没有票了，张数不够";
/// The pile.
pub const PILE: &str = "整箱";

/// `第 11 张不同：甲 孙玉梅，乙 张德明`.
pub fn apart(no: u32, first: &str, second: &str) -> String {
    ["第 ", &no.to_string(), " 张不同：甲 ", first, "，乙 ", second].concat()
}

/// `第 2 捆 · 校对码 4821`.
pub fn bundle_code(bundle: u32, code: u16) -> String {
    ["第 ", &(bundle + 1).to_string(), " 捆 · 校对码 ", &digits(code)].concat()
}

/// Four digits.
pub fn digits(code: u16) -> String {
    format!("{code:04}")
}

/// `第 2 捆 · 两人核对`.
pub fn compare(bundle: u32) -> String {
    ["第 ", &(bundle + 1).to_string(), " 捆 · 两人核对"].concat()
}

/// `扎好这一捆，写上 2`.
pub fn tie(bundle: u32) -> String {
    ["扎好这一捆，写上 ", &(bundle + 1).to_string()].concat()
}

/// `按原票改第 11 张`.
pub fn correct(no: u32) -> String {
    ["按原票改第 ", &no.to_string(), " 张"].concat()
}

/// `按原票改：第 2 捆第 11 张`.
pub fn correcting(bundle: u32, no: u32) -> String {
    ["按原票改：第 ", &(bundle + 1).to_string(), " 捆第 ", &no.to_string(), " 张"].concat()
}

/// The button that sets a paper right.
pub fn change_to(names: &str) -> String {
    ["改成（", names, "）"].concat()
}

/// `甲机 赵玉兰 43 / 117 张`.
pub fn counts(name: &str, second: bool, called: u32, counted: u32) -> String {
    let seat = if second { "乙机 " } else { "甲机 " };
    [seat, name, " ", &called.to_string(), " / ", &counted.to_string(), " 张"].concat()
}
/// Looks for the papers of somebody.
pub const FIND_PAPERS: &str = "查票";
/// Whose.
pub const WHOSE: &str = "查谁的票";
/// Nothing bears the name.
pub const NO_PAPERS: &str = "没有一张票写着这个名字";
/// Somebody else.
pub const OTHER_NAME: &str = "换一个人";
/// A paper was looked at, and is as recorded.
pub const AS_RECORDED: &str = "当众复看，与记录一致";
/// It is not.
pub const NOT_AS_RECORDED: &str = "当众复看，与记录不同";
/// A whole paper is void.
pub const MAY_BEAR: &str = "整票无效，可能有";

/// `打开第 3 箱第 2 捆第 11 张`.
pub fn open_paper(boxes: &[u16], (bundle, no): (u32, u32)) -> String {
    ["打开", &paper_at(boxes, (bundle, no))].concat()
}

/// `第 3 箱第 2 捆第 11 张`.
pub fn paper_at(boxes: &[u16], (bundle, no): (u32, u32)) -> String {
    let boxes = boxes.iter().map(u16::to_string).collect::<Vec<_>>().join("、");
    ["第 ", &boxes, " 箱第 ", &bundle.to_string(), " 捆第 ", &no.to_string(), " 张"].concat()
}

/// `主任栏`, or that it is void.
pub fn column(post: &str, void: bool) -> String {
    [post, if void { "栏无效，可能有" } else { "栏" }].concat()
}
