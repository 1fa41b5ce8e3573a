//! Where one is (所在页面), as the address after `#` says it.

use crate::browser::page;
use cunxuan_core::id::{BoxNo, GroupNo};

/// Where the liaison officer works.
pub const PHONE: &str = "/m/";
/// Where those work who count. It is a page of its own: who only registers need not wait for it, and
/// nobody comes from one into the other without the phone changing hands.
pub const COUNT: &str = "/count/";

/// A screen of the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// 今日.
    Today,
    /// 选民.
    People,
    /// 新登记选民.
    New,
    /// 开工自检.
    SelfCheck,
    /// 逐户登记 of a group, from the household of the person with this number on its list. 0 is the first
    /// group, and the first household that is not done.
    Households(GroupNo, u16),
    /// 选民榜.
    Posting,
    /// 会场准备.
    Preparation,
    /// 会场: the tables.
    Tables,
    /// 领票登记 at a group's table.
    Issue(GroupNo),
    /// 报异常, of a group where it is known.
    Incident(Option<GroupNo>),
    /// 旁站.
    Aside,
    /// 收箱开箱.
    Boxes,
    /// 交机.
    HandOver,
    /// 唱票计票 of a box.
    Tally(BoxNo),
    /// 查票.
    Papers,
    /// 核对签字.
    Sign,
    /// 待传记录.
    Outbox,
    /// 我的.
    Me,
}

impl Place {
    /// Reads an address; anything unknown is the first screen.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (name, no) = text.split_once('/').unwrap_or((text, ""));
        match (name, no.parse()) {
            ("people", _) => Self::People,
            ("new", _) => Self::New,
            ("self-check", _) => Self::SelfCheck,
            ("households", _) => {
                let (group, person) = no_pair(no);
                Self::Households(group, person)
            }
            ("posting", _) => Self::Posting,
            ("preparation", _) => Self::Preparation,
            ("tables", _) => Self::Tables,
            ("issue", Ok(group)) => Self::Issue(group),
            ("incident", group) => Self::Incident(group.ok()),
            ("aside", _) => Self::Aside,
            ("boxes", _) => Self::Boxes,
            ("hand-over", _) => Self::HandOver,
            ("tally", Ok(box_no)) => Self::Tally(box_no),
            ("papers", _) => Self::Papers,
            ("sign", _) => Self::Sign,
            ("outbox", _) => Self::Outbox,
            ("me", _) => Self::Me,
            _ => Self::Today,
        }
    }

    fn write(self) -> String {
        match self {
            Self::Today => "today".to_owned(),
            Self::People => "people".to_owned(),
            Self::New => "new".to_owned(),
            Self::SelfCheck => "self-check".to_owned(),
            Self::Households(group, person) => ["households/", &group.to_string(), "-", &person.to_string()].concat(),
            Self::Posting => "posting".to_owned(),
            Self::Preparation => "preparation".to_owned(),
            Self::Tables => "tables".to_owned(),
            Self::Issue(group) => ["issue/", &group.to_string()].concat(),
            Self::Incident(None) => "incident".to_owned(),
            Self::Incident(Some(group)) => ["incident/", &group.to_string()].concat(),
            Self::Aside => "aside".to_owned(),
            Self::Boxes => "boxes".to_owned(),
            Self::HandOver => "hand-over".to_owned(),
            Self::Tally(box_no) => ["tally/", &box_no.to_string()].concat(),
            Self::Papers => "papers".to_owned(),
            Self::Sign => "sign".to_owned(),
            Self::Outbox => "outbox".to_owned(),
            Self::Me => "me".to_owned(),
        }
    }

    /// Goes there, to the other page where it is one of that page's screens.
    pub fn go(self) {
        match self.page().filter(|page| *page != page::path()) {
            Some(page) => page::visit(&[page, "#", &self.write()].concat()),
            None => page::go(&self.write()),
        }
    }

    /// The page that has this screen; none for one that both have.
    #[must_use]
    pub fn page(self) -> Option<&'static str> {
        match self {
            Self::Boxes | Self::HandOver | Self::Tally(_) | Self::Papers | Self::Sign => Some(COUNT),
            Self::Today
            | Self::People
            | Self::New
            | Self::SelfCheck
            | Self::Households(..)
            | Self::Posting
            | Self::Preparation
            | Self::Tables
            | Self::Issue(_)
            | Self::Incident(_)
            | Self::Aside
            | Self::Me => Some(PHONE),
            Self::Outbox => None,
        }
    }
}

/// `3-12`: a group, and the number of somebody in it; 0 for what is not there.
fn no_pair(text: &str) -> (u16, u16) {
    let (group, person) = text.split_once('-').unwrap_or((text, ""));
    (group.parse().unwrap_or(0), person.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        for place in [
            Place::Today,
            Place::Issue(3),
            Place::Incident(None),
            Place::Incident(Some(5)),
            Place::Aside,
            Place::Tally(12),
            Place::HandOver,
            Place::Outbox,
            Place::Me,
            Place::Households(2, 31),
        ] {
            assert_eq!(Place::read(&place.write()), place);
        }
        assert_eq!(Place::read("issue/x"), Place::Today);
    }
}
