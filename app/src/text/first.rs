//! Words of the first hours (刚开始用): WeChat's browser, no or full storage, a second phone.

/// The way out of WeChat's browser.
pub const WECHAT: &str = "请换浏览器打开";
/// The steps of it.
pub const WECHAT_STEPS: [&str; 3] = ["点右上角 ···", "点“在浏览器打开”", "菜单里点“添加到主屏幕”，以后从桌面打开"];
/// Why.
pub const WECHAT_WHY: &str = "微信清理时会把记录一起清掉，所以不在微信里记。";
/// Without that entry.
pub const WECHAT_ADDRESS: &str = "没有这一项，就在浏览器里打这个网址：";
/// Tries whether it would do here.
pub const WECHAT_TRY: &str = "换不了，先试试这里";
/// While it is tried.
pub const WECHAT_TRYING: &str = "正在试，等几秒…";
/// It does.
pub const WECHAT_GOOD: &str = "这里能用。清理微信前，先看待传记录是不是 0";
/// Goes in.
pub const WECHAT_IN: &str = "在这里用";
/// It does not.
pub const WECHAT_BAD: &str = "这里不行，只能换浏览器";

/// Nothing can be kept.
pub const NO_STORE_WHAT: &str = "开着无痕（隐私）模式的，先关掉，再打开村选";
/// The phone is full.
pub const FULL: &str = "手机存满了，没有记下";
/// What is safe.
pub const FULL_SAFE: &str = "以前记的都在，一条没少。";
/// What then.
pub const FULL_STEPS: [&str; 3] = ["这一笔先写在纸上", "删掉不用的照片、视频、应用", "回到村选，再按一次"];
/// Without having begun.
pub const FULL_CLEAN: &str = "删掉不用的照片、视频、应用，再登录；口令还能用";
/// Done.
pub const FULL_KNOWN: &str = "知道了";
/// Tries again.
pub const AGAIN: &str = "再试一次";

/// A code that is lost or used up.
pub const CODE_WHAT: &str = "口令只能用一次。丢了、用过了、换手机了，请镇换届办再发一个";
/// The township has nothing yet.
pub const NO_TOWNSHIP: &str = "镇里还没有导入名单，请告诉镇换届办，导入后再登录";

/// The server has nothing yet.
pub const EMPTY: &str = "还没有导入名单";
/// What the office does.
pub const EMPTY_STEPS: [&str; 3] = [
    "在服务器上运行 cunxuan import 名单文件夹",
    "再运行 cunxuan codes --office，印出登录口令",
    "导完后，这一页会自己换成登录页",
];
/// To look around.
pub const EMPTY_DEMO: &str = "只想先看看：运行 cunxuan demo，里面的人和村都是编的。";

/// A phone that was signed in on after this one.
pub const NEWER_PHONE: &str = "你又在另一部手机上登录了";
/// What then.
pub const NEWER_PHONE_WHAT: &str = "这部先上传完再收起。不是你本人登录的，马上告诉镇换届办";
/// A phone that was signed in on before this one.
pub const OLDER_PHONE: &str = "你的旧手机还能记";
/// What then.
pub const OLDER_PHONE_WHAT: &str = "旧手机里没传的，先在旧手机上传完；旧手机丢了，请镇换届办停用它";
/// This phone's key is revoked.
pub const STOPPED: &str = "镇里已停用这部手机";
/// What then.
pub const STOPPED_WHAT: &str = "新记的不算数。要接着用，请镇换届办发新口令，换一部手机登录";
