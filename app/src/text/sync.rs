//! Words of keeping and sending (保存、上传).

use crate::storage::StoreError;
use cunxuan_core::record::RefusedCode;

/// One waiting entry in words, by the number of its kind.
pub fn kind(kind: u16) -> &'static str {
    match kind {
        0x01 => "启用本机",
        0x21 => "新增选民",
        0x30 => "选民登记",
        0x31 => "不登记",
        0x33 => "张榜",
        0x34 => "撤销登记",
        0x50 => "领入选票",
        0x51 => "登记委托",
        0x52 => "发票",
        0x53 => "退回选票",
        0x54 => "叫停",
        0x55 => "选票作废",
        0x56 => "恢复发票",
        0x58 => "数余票",
        0x59 => "报异常",
        0x5a => "票箱加封",
        0x5b => "开工自检",
        0x60 => "开箱清点",
        0x61 => "开始计票",
        0x62 => "记票",
        0x63 => "撤销一张",
        0x64 => "本箱计完",
        0x65 => "乙机开始计票",
        0x66 => "核对一捆",
        0x67 => "按原票改",
        0x68 => "停了一次计票",
        0x69 => "见证计完",
        0x6a => "当众复看",
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

/// What the township did not take in, and what is to be done.
pub fn refused(code: RefusedCode) -> &'static str {
    match code {
        RefusedCode::Gap => "镇里缺前面的记录，正在补传",
        RefusedCode::BadChain => "有一条记录镇里收不下，已留在本机，请联系镇换届办",
        RefusedCode::TooBig => "有一条记录太大，镇里收不下，请联系镇换届办",
        RefusedCode::Busy => "镇里忙，过一会儿再传",
        RefusedCode::BadSeal => "签名对不上，镇里没有收，请联系镇换届办",
    }
}

/// `仅此一份 · 12 条 · 38 分钟`.
pub fn only_here(count: u32, minutes: i64) -> String {
    format!("仅此一份 · {count} 条 · {minutes} 分钟")
}

/// Entries that the browser threw away, and how many of them nobody else is known to hold.
pub fn lost(lost: u32, alone: u32) -> String {
    match alone {
        0 => format!("少了 {lost} 条，镇里都有，正在取回"),
        alone => format!("少了 {lost} 条，其中 {alone} 条没传过，请对照纸质记录补记"),
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
/// What to do about records that lie on this phone alone.
pub const ONLY_HERE: &str = "找有信号的地方打开村选，传完再收起手机";
/// The browser threw records away.
pub const LOST: &str = "本机记录被清除过";
/// Somebody read that.
pub const LOSS_KNOWN: &str = "知道了，已对照纸质记录";
/// A result that lies on this phone alone.
pub const ONE_COPY: &str = "记录只有本机一份，没有传到镇里";
/// What then.
pub const ONE_COPY_WHAT: &str = "能上传就先上传；没有信号，写明原因，两人见证";
/// Kept here.
pub const KEPT: &str = "已记在本机";
/// The list is on its way.
pub const PULLING: &str = "正在下载本村名单…";
