//! Words of checking an export (核验).

use cunxuan_core::verify::Fault;

/// What is wrong, and what that means.
pub fn fault(fault: &Fault) -> (&'static str, String) {
    match fault {
        Fault::ForgedSeal { seq, .. } => ("签名不符", format!("一台手机的第 {seq} 条记录，签名对不上它的密钥")),
        Fault::Unsealed { from, .. } => ("没有签名", format!("一台手机从第 {from} 条起没有签名")),
        Fault::ForeignOffice { .. } => ("冒充镇里", "有记录自称是镇换届办的，密钥不是张榜公布的那一个".to_owned()),
        Fault::ForgedCertificate { serial } => ("证书不符", format!("第 {serial} 号证书不是镇里签的")),
        Fault::NoCertificate { .. } => ("没有证书", "有手机没有镇里的证书，它的记录不算数".to_owned()),
        Fault::SecondBranch { after, .. } => ("记录分叉", format!("一台手机的记录在第 {after} 条后分成几路")),
        Fault::Weightless { place } => ("不算数的记录", format!("第 {} 条：没有权限，或手机已吊销", place.seq)),
        Fault::OtherRules { id } => ("规则不符", format!("文件里的规则 {id} 不是记录指定的那一份")),
        Fault::DoesNotBalance { form } => ("票数不平", format!("第 {form} 种票的发出、收回、唱票对不上")),
        Fault::OtherResult { form } => ("结果不符", format!("第 {form} 种票的签字结果和记录重新算出的不一样")),
    }
}

/// `1563 条记录 · 12 本流水 · 12 本有签名`.
pub fn counted(entries: usize, logs: usize, keyed: usize) -> String {
    format!("{entries} 条记录 · {logs} 本流水 · {keyed} 本有签名")
}

/// `发出 565 张 · 收回 564 张`.
pub fn papers(issued: u32, returned: u32) -> String {
    format!("发出 {issued} 张 · 收回 {returned} 张")
}

/// `226 票`.
pub fn votes(votes: u32) -> String {
    format!("{votes} 票")
}

/// How many things are wrong.
pub fn wrong(faults: usize) -> String {
    format!("{faults} 处不符")
}

/// The title.
pub const TITLE: &str = "核验";
/// What the page does.
pub const WHAT: &str = "选一个村的记录文件，本机重新核对每一条、重新数每一票，不用联网";
/// The field of the file.
pub const FILE: &str = "记录文件（.cx）";
/// The field of the key.
pub const KEY: &str = "镇公钥（张榜公布的那一串；不填就用文件自称的）";
/// At work.
pub const CHECKING: &str = "正在核对…";
/// The file is something else.
pub const NO_EXPORT: &str = "这不是村选的记录文件";
/// The chain is broken.
pub const BROKEN: &str = "记录链断了：有记录被改动、删去或调换";
/// The key is mistyped.
pub const NO_KEY: &str = "公钥应是 130 位，请对照张榜的再填";
/// Everything fits.
pub const FITS: &str = "全部相符";
/// Without the posted key.
pub const SELF_NAMED: &str = "没有填镇公钥，只证明文件前后一致；要证明是镇里的，请填张榜的公钥";
/// The result is not signed yet.
pub const NOT_SIGNED: &str = "结果还没有签字";
/// The result is signed.
pub const SIGNED: &str = "结果已签字";
