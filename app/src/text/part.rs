//! Words that belong to the parts themselves (部件用语), whatever screen they stand on.

/// The seal in the head of the first screen.
pub const SEAL: &str = "选";
/// Back to the screen before.
pub const BACK: &str = "返回";
/// Takes the last key back.
pub const ERASE: &str = "退一格";
/// Takes the last act back.
pub const UNDO: &str = "撤销";
/// Leaves without doing anything.
pub const CANCEL: &str = "取消";
/// Wipes what was drawn.
pub const CLEAR: &str = "清空";
/// Ends drawing.
pub const DONE: &str = "完成";
/// A row is as it should be.
pub const MATCHES: &str = "相符";
/// A row is not as it should be.
pub const DIFFERS: &str = "不符";
/// A task is over.
pub const FINISHED: &str = "已办";
/// A task that is stopped.
pub const HALTED: &str = "停";
/// Label of the pad of pinyin initials.
pub const INITIALS: &str = "姓名拼音首字母";
/// Label of the field for an ID number.
pub const ID_NUMBER: &str = "身份证号";
/// Label of the field for a device or teller number.
pub const PIN: &str = "口令";
/// Label of the drawing field.
pub const SIGN_HERE: &str = "请在框内签名";
/// Label of a QR picture.
pub const QR: &str = "二维码";

/// The sync chip while everything has reached the township; `at` such as `15:48`.
pub fn synced(at: &str) -> String {
    ["已同步 ", at].concat()
}

/// The sync chip while entries wait.
pub fn waiting(count: u32) -> String {
    format!("{count} 条待传")
}

/// The sync chip during an upload.
pub fn sending(done: u32, all: u32) -> String {
    format!("正在上传 {done}/{all}")
}

/// The sync chip without a network and with nothing to send.
pub const OFFLINE: &str = "离线可用";
/// The sync chip after a failed upload.
pub const FAILED: &str = "没传上去 · 看原因";

/// The head of the hero card: which step of how many.
pub fn step(now: u32, all: u32) -> String {
    format!("第 {now} 步 / {all}")
}

/// What a screen reader says of a 正 row.
pub fn votes(name: &str, count: u32) -> String {
    format!("{name} {count} 票")
}

/// What a screen reader says of the tick strip.
pub fn ballots(done: usize, all: usize) -> String {
    format!("本捆 {done} / {all} 张")
}

/// What a screen reader says of the PIN dots.
pub fn digits(typed: usize, all: usize) -> String {
    format!("已输入 {typed} / {all} 位")
}
