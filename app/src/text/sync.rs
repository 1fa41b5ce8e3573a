//! Words of keeping and sending (保存、上传).

use crate::storage::StoreError;

/// One waiting entry in words, by the number of its kind.
pub fn kind(kind: u16) -> &'static str {
    match kind {
        0x01 => "启用本机",
        0x21 => "新增选民",
        0x30 => "选民登记",
        0x31 => "不登记",
        0x33 => "张榜",
        0x50 => "领入选票",
        0x51 => "登记委托",
        0x52 => "发票",
        0x53 => "退回选票",
        0x54 => "叫停",
        0x55 => "选票作废",
        0x56 => "恢复发票",
        0x60 => "开箱清点",
        0x61 => "开始计票",
        0x62 => "记票",
        0x63 => "撤销一张",
        0x64 => "本箱计完",
        0x70 => "封存结果",
        0x71 => "剪角记录",
        _ => "其他记录",
    }
}

/// Why nothing could be kept.
pub fn not_kept(error: &StoreError) -> &'static str {
    match error {
        StoreError::Quota => "手机存储满了，没有记下。请清理后再按",
        StoreError::Duplicate => "另一个窗口也在记，请关掉它再打开村选",
        StoreError::Closed => "本机记录被关闭，请重新打开村选",
        StoreError::Missing => "这个浏览器不能保存，请换浏览器",
        StoreError::Other(_) => "没有记下，请再按一次",
    }
}

/// `12 条待传`.
pub fn waiting(count: u32) -> String {
    format!("{count} 条待传")
}

/// When the township last had everything.
pub fn received(at: &str) -> String {
    ["镇里已收到　", at].concat()
}

/// A sign-out while entries wait.
pub fn not_out(count: u32) -> String {
    format!("还有 {count} 条没传，先传完再退出")
}

/// The title.
pub const OUTBOX: &str = "待传记录";
/// Tries now.
pub const NOW: &str = "现在上传";
/// Nothing waits.
pub const NOTHING: &str = "没有待传的记录";
/// Not yet heard.
pub const NEVER: &str = "打开后还没有连上镇里";
/// The server is gone.
pub const FAILED: &str = "没传上去，记录还在本机，有信号会再传";
/// The token is refused.
pub const SIGN_IN_AGAIN: &str = "要重新登录才能上传，记录都在本机";
/// The store refused the request.
pub const REFUSED: &str = "镇里暂时收不下，会再传";
/// Signs in again.
pub const SIGN_IN: &str = "重新登录";
/// Signs out.
pub const SIGN_OUT: &str = "退出登录";
/// Another window writes.
pub const ELSEWHERE: &str = "村选已在另一个窗口打开，这里只能看";
/// Kept here.
pub const KEPT: &str = "已记在本机";
/// The list is on its way.
pub const PULLING: &str = "正在下载本村名单…";
