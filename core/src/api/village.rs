//! One village as the desk shows it (村页): roll, boxes, who acts, what was found, the signed result, what the server holds.
//!
//! Of people only those who act in the poll have their names here, and those who stand on a signed result.

use super::VillageRow;
use crate::id::{ActorNo, BoxNo, GroupNo};
use crate::person::Sex;
use crate::plan::Role;
use crate::polling::HaltReason;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// One village.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageView {
    /// Its row on the wall.
    pub row: VillageRow,
    /// The rule set that holds, by its title.
    pub rules: String,
    /// The day on which each step was done, as far as the record says.
    pub done_on: [Option<Day>; 12],
    /// The roll.
    pub roll: RollView,
    /// The boxes, by number.
    pub boxes: Vec<BoxView>,
    /// Who acts here, by role.
    pub hands: Vec<HandView>,
    /// What was found, the same things once.
    pub findings: Vec<Noted>,
    /// The signed result.
    pub result: Option<ResultView>,
    /// What the server holds of each writer.
    pub logs: Vec<LogView>,
    /// For how many seconds nothing was heard of the village's phones; none when they were not heard of since the
    /// server started.
    pub quiet: Option<u32>,
}

/// The voters' roll in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollView {
    /// Registered.
    pub registered: u32,
    /// Not on it, for a reason.
    pub off: u32,
    /// Of whom the list does not say what decides it (待问).
    pub to_ask: u32,
    /// Whom nobody has registered yet (可登记).
    pub open: u32,
    /// Who asked somebody to vote for him (委托).
    pub proxies: u32,
    /// When it was posted.
    pub posted: Option<Day>,
    /// Where it was posted.
    pub place: String,
    /// Last day to object.
    pub objections: Option<Day>,
    /// Last day to decide objections.
    pub decisions: Option<Day>,
}

/// A villager group with its table and its box. What the papers in it were is told after its count is closed, and
/// never for whom they were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxView {
    /// The group.
    pub group: GroupNo,
    /// Its name.
    pub name: String,
    /// The box.
    pub box_no: BoxNo,
    /// Registered voters of the group.
    pub registered: u32,
    /// Papers brought to the table, if reported.
    pub taken: Option<u32>,
    /// Papers handed out there, of series that are not void.
    pub issued: u32,
    /// Papers handed out there that are void now.
    pub void_issued: u32,
    /// The colour of the papers that are handed out, in words.
    pub colour: String,
    /// Why it is halted.
    pub halted: Option<HaltReason>,
    /// Papers found in the box when it was opened.
    pub opened: Option<u32>,
    /// Whether the seal strip was whole; none before it was opened.
    pub seal_whole: Option<bool>,
    /// Papers called so far, those set aside among them.
    pub called: u32,
    /// Papers of void series that were set aside.
    pub set_aside: u32,
    /// Calls that were taken back.
    pub undone: u32,
    /// Counts of this pile, the standing one among them.
    pub runs: u32,
    /// Valid, void and blank papers, once the count is closed.
    pub kinds: Option<[u32; 3]>,
}

/// Somebody who acts in the poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandView {
    /// The number that entries carry.
    pub no: ActorNo,
    /// What he may do.
    pub role: Role,
    /// His name.
    pub name: String,
}

/// Findings of one kind about one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What was found.
    pub kind: NotedKind,
    /// The group, if it is about one.
    pub group: Option<GroupNo>,
    /// The boxes, if it is about some.
    pub boxes: Vec<BoxNo>,
    /// How often.
    pub times: u32,
}

/// A kind of finding: see `cunxuan_core::finding::Finding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotedKind {
    /// 重复发票
    DoubleIssue,
    /// 名单外领票
    IssuedOffRoll,
    /// 没有委托手续
    HolderWithoutProxy,
    /// 发票不符
    IssuedOverTaken,
    /// 余票不符
    PapersMiscounted,
    /// 报异常
    Reported,
    /// 叫停
    Halted,
    /// 没有加封
    OpenedUnsealed,
    /// 登记要复核
    RegisteredThoughOff,
    /// 身份证号重复
    SameNumber,
    /// 张榜晚了
    PostedLate,
    /// 同一箱两处在计
    TwoRunsOpen,
    /// 两次计票不同
    RunsDiffer,
    /// 按原票改过
    PapersCorrected,
    /// 收回多于发出
    BoxOverIssued,
    /// 票太少
    SmallPile,
    /// 四项不符
    DoesNotBalance,
    /// 有见证的例外
    Witnessed,
    /// What came in after the signatures changes the result.
    SignedDiffers,
    /// 越权操作
    RoleBreach,
    /// 记录分叉
    LogForked,
    /// 规则过期
    RulesOutOfDate,
    /// 规则不认识
    RulesUnknown,
    /// 妇女名额待核
    WomenUnknown,
    /// 需更新后查看
    LaterVersion,
}

/// The result, once it is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultView {
    /// The phone's clock when it was sealed.
    pub at: i64,
    /// Who signed: role and name.
    pub signers: Vec<(Role, String)>,
    /// Papers that went out, that came back, valid, void, blank.
    pub papers: [u32; 5],
    /// Whether it passed though the papers do not balance, before witnesses.
    pub witnessed: bool,
    /// Whether the tests of a valid election are passed.
    pub valid: bool,
    /// Post by post, highest first.
    pub posts: Vec<PostView>,
    /// The articles that it rests on.
    pub articles: Vec<String>,
}

/// One post of a signed result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostView {
    /// Its name.
    pub name: String,
    /// How many are elected.
    pub seats: u8,
    /// The names in printed order, written-in ones last.
    pub votes: Vec<VoteView>,
}

/// A name on a signed result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteView {
    /// The name.
    pub name: String,
    /// Votes for it.
    pub votes: u32,
    /// Whether elected.
    pub elected: bool,
}

/// What the server holds of one writer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogView {
    /// The first characters of the log's name.
    pub name: String,
    /// In which role it speaks.
    pub role: Option<Role>,
    /// Who wrote last.
    pub actor: ActorNo,
    /// Entries, all on the server's disk.
    pub entries: u32,
    /// The writer's clock at the last of them.
    pub last: i64,
}

/// The roll as it is posted and printed (选民榜、领票登记表): names by group, no ID numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollSheet {
    /// The township's name.
    pub township: String,
    /// The village's name.
    pub village: String,
    /// The term in words.
    pub term: String,
    /// The day of the election.
    pub day: Option<Day>,
    /// When the roll was posted.
    pub posted: Option<Day>,
    /// Last day to object to it.
    pub objections: Option<Day>,
    /// The groups, by number.
    pub groups: Vec<GroupSheet>,
}

/// The registered voters of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSheet {
    /// Its number.
    pub no: GroupNo,
    /// Its box.
    pub box_no: BoxNo,
    /// Its voters, in the order of its list, people added later last.
    pub voters: Vec<VoterLine>,
}

/// A registered voter as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoterLine {
    /// His number on the group's list; none for people added later.
    pub no: Option<u16>,
    /// His name.
    pub name: String,
    /// His sex.
    pub sex: Sex,
    /// Who votes for him, if somebody does.
    pub holder: Option<String>,
}
