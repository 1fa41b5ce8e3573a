//! The plan of a township (乡镇换届方案) as `township.json` holds it.

use cunxuan_core::time::Day;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// A township and all that was planned for its elections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Township {
    /// The code of the township, nine digits.
    pub code: String,
    /// 乡镇名称
    pub name: String,
    /// 县（市、区）
    pub county: String,
    /// 省（区、市）
    pub province: String,
    /// The name of this round of elections (换届).
    pub term: String,
    /// The first day of the work.
    pub start: Day,
    /// Its last day.
    pub end: Day,
    /// The law's name.
    #[serde(default)]
    pub rule: String,
    /// The id of the rule set in force.
    pub rule_set: String,
    /// Totals that were published, if any were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// The township's officers.
    #[serde(default)]
    pub officers: Vec<Officer>,
    /// Its villages, by code.
    pub villages: Vec<Village>,
    /// People known to stand on two villages' lists.
    #[serde(default)]
    pub on_two_lists: Vec<TwoLists>,
}

/// Published totals of a township.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// Registered voters (登记选民).
    pub registered: u32,
    /// Papers returned (参加投票).
    pub cast: u32,
    /// Boxes (票箱).
    pub boxes: u32,
    /// Officers (包村联络员).
    pub officers: u32,
}

/// Published totals of a village.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillagePublished {
    /// Registered voters (登记选民).
    pub registered: u32,
    /// Papers returned (参加投票).
    pub cast: u32,
}

/// An officer of the township (包村联络员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// His code.
    pub code: String,
    /// 姓名
    pub name: String,
    /// 工作组
    pub work_group: u16,
    /// 职责
    pub role: String,
    /// 手机号
    pub phone: String,
    /// The codes of his villages.
    pub villages: Vec<String>,
}

/// A village and its election.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Village {
    /// The code of the village (行政村代码), twelve digits.
    pub code: String,
    /// 村名
    pub name: String,
    /// 工作组
    pub work_group: u16,
    /// 选举日
    pub election_day: Day,
    /// Seats per post, the highest post first.
    pub seats: IndexMap<String, u16>,
    /// What is special about it (试点, 重点村 …).
    #[serde(default)]
    pub flags: Vec<String>,
    /// 村民小组
    pub groups: Vec<Group>,
    /// Totals that were published, if any were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<VillagePublished>,
    /// Candidates in ballot order, posts one after the other.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// 选民名单公布日
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_posted_on: Option<Day>,
    /// People of the poll (监票人, 唱票人, 计票人).
    #[serde(default)]
    pub staff: Vec<Staff>,
}

/// A villager group (村民小组) and its box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its number in the village, from 1.
    pub no: u16,
    /// 小组名称
    pub name: String,
    /// The number of its box.
    #[serde(rename = "box")]
    pub box_no: String,
    /// Its series of papers, where papers were replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
}

/// A series of ballot papers (一批选票).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// 选票颜色
    pub colour: String,
    /// How many were printed.
    pub printed: u32,
    /// Whether it still counts.
    pub status: SeriesStatus,
}

/// Whether a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeriesStatus {
    /// It counts.
    Valid,
    /// It was declared void (作废).
    Void,
}

/// A candidate (正式候选人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// 职务
    pub post: String,
    /// 姓名
    pub name: String,
    /// 公民身份号码
    #[serde(with = "super::rows::id_text")]
    pub id: cunxuan_core::person::IdNumber,
}

/// A person of the poll (选举工作人员).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// 职责
    pub role: String,
    /// 姓名
    pub name: String,
    /// 公民身份号码
    #[serde(with = "super::rows::id_text")]
    pub id: cunxuan_core::person::IdNumber,
}

/// A person on two villages' lists (在两村名单上).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoLists {
    /// 公民身份号码
    #[serde(with = "super::rows::id_text")]
    pub id: cunxuan_core::person::IdNumber,
    /// The village of the household (户籍), where he stays on the roll.
    pub household_village: String,
    /// The other village.
    pub other_village: String,
}
