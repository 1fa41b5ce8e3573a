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
    /// 会场: the tables.
    Tables,
    /// 领票登记 at a group's table.
    Issue(GroupNo),
    /// 收箱开箱.
    Boxes,
    /// 交机.
    HandOver,
    /// 唱票计票 of a box.
    Tally(BoxNo),
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
            ("tables", _) => Self::Tables,
            ("issue", Ok(group)) => Self::Issue(group),
            ("boxes", _) => Self::Boxes,
            ("hand-over", _) => Self::HandOver,
            ("tally", Ok(box_no)) => Self::Tally(box_no),
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
            Self::Tables => "tables".to_owned(),
            Self::Issue(group) => ["issue/", &group.to_string()].concat(),
            Self::Boxes => "boxes".to_owned(),
            Self::HandOver => "hand-over".to_owned(),
            Self::Tally(box_no) => ["tally/", &box_no.to_string()].concat(),
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
            Self::Boxes | Self::HandOver | Self::Tally(_) | Self::Sign => Some(COUNT),
            Self::Today | Self::People | Self::New | Self::Tables | Self::Issue(_) | Self::Me => Some(PHONE),
            Self::Outbox => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written() {
        for place in [Place::Today, Place::Issue(3), Place::Tally(12), Place::HandOver, Place::Outbox, Place::Me] {
            assert_eq!(Place::read(&place.write()), place);
        }
        assert_eq!(Place::read("issue/x"), Place::Today);
    }
}
