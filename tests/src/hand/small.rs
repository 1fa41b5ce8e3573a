//! A township of one village (一村一组) with one group and forty voters, on the day of its election.

use crate::process::{Folder, Result};
use crate::server::run;
use cunxuan_core::id::Scope;
use cunxuan_core::people::Resident;
use cunxuan_core::person::IdNumber;
use cunxuan_core::plan::Role;
use cunxuan_core::record::export;
use cunxuan_core::time::Day;
use cunxuan_core::verify::check;
use cunxuan_core::village::{Book, ElectionView, Event};
use cunxuan_server::author::Author;
use cunxuan_server::codes::{self, Whose};
use cunxuan_server::import;
use cunxuan_server::load::{ELECTION, load};
use cunxuan_server::shelf::Shelf;
use cunxuan_server::store::Store;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::mpsc::channel;

const CODE: &str = "990101108201";
const DAY: &str = "2026-11-05";
/// A day before the roll has to hang.
const AHEAD: &str = "2026-10-12";
/// Another village of the same officers, with nobody on its list yet.
const SECOND: &str = "990101108202";
/// Relations of a family of four, as lists write them.
const FAMILY: [&str; 4] = ["户主", "配偶", "子女", "父母"];
const SURNAMES: [&str; 8] = ["王", "李", "赵", "孙", "周", "吴", "马", "高"];
const GIVEN: [&str; 5] = ["德海", "桂芳", "玉兰", "守义", "春梅"];

/// Somebody on the list.
#[derive(Clone, Debug)]
pub struct Voter {
    /// His name.
    pub name: String,
    /// Its initials.
    pub initials: String,
    /// His ID number.
    pub id: String,
}

/// A liaison officer's slip of paper.
#[derive(Clone, Debug)]
pub struct Officer {
    /// His telephone number.
    pub phone: String,
    /// His one-time code.
    pub code: String,
}

/// The village, with the codes and PINs that the office printed.
pub struct Small {
    /// Where the server keeps it.
    pub folder: Folder,
    /// Its two liaison officers.
    pub officers: Vec<Officer>,
    /// The office's one-time code.
    pub office: String,
    /// The teller's PIN.
    pub pin: String,
    /// The PINs of everybody who counts.
    pub pins: Vec<codes::Pin>,
    /// Everybody on the list.
    pub people: Vec<Voter>,
    /// The number of somebody who comes of age on the day after.
    pub minor: String,
    /// The number of somebody whom no list names.
    pub newcomer: String,
    /// The village's code.
    pub village: String,
}

impl Small {
    /// Everybody is registered and the roll is posted, as the office does it.
    pub fn new() -> Result<Self> {
        Self::after(&[register])
    }

    /// Besides, everybody has drawn his paper.
    pub fn drawn() -> Result<Self> {
        Self::after(&[register, issue])
    }

    /// Weeks before the poll nobody is registered yet; the officers have a second village, and families live
    /// in one house: one of them has somebody away who said nothing, one a stranger whose months nobody knows.
    pub fn ahead() -> Result<Self> {
        Self::made(&[], AHEAD, FAMILY.len())
    }

    fn after(acts: &[Act]) -> Result<Self> {
        Self::made(acts, DAY, 1)
    }

    /// Imports the village as of a day and writes what the office does there, act by act.
    fn made(acts: &[Act], today: &str, family: usize) -> Result<Self> {
        let (source, folder) = (Folder::new("small-source")?, Folder::new("small")?);
        std::fs::write(source.path().join("township.json"), plan(family > 1)?.to_string())?;
        std::fs::write(source.path().join("residents.csv"), residents(family)?)?;
        let township = import::read_township(source.path())?;
        let imported = import::read_people(source.path(), &township)?;
        let store = Store::open(folder.path())?;
        let loaded = load(&store, &township, imported, Day::parse(today), &mut |_| {})?;
        assert_eq!((loaded.people, loaded.problems.len()), (40, 0));
        let kept = store.township()?.ok_or("no township")?;
        let scope = kept.scope(CODE);
        let shelf = Shelf::new(store.clone(), &kept, channel().0)?;
        acts.iter().try_for_each(|act| write(&shelf, &kept.code, &scope, *act))?;
        let pins = codes::pins(&store, &kept, &BTreeSet::from([scope.clone()]), false)?;
        let fresh = codes::fresh(&store, &kept, &Whose::All)?;
        let (office, officers): (Vec<_>, Vec<_>) = fresh.into_iter().partition(|fresh| fresh.account.is_office());
        let officer = |fresh: codes::Fresh| Officer { phone: fresh.account.phone, code: fresh.code };
        let shelf = Shelf::new(store, &kept, channel().0)?;
        let people = shelf.read(&scope, voters)?;
        Ok(Self {
            village: CODE.to_owned(),
            officers: officers.into_iter().map(officer).collect(),
            office: office.into_iter().next().ok_or("no office")?.code,
            pin: pins.iter().find(|pin| pin.role == Role::Teller).ok_or("no teller")?.pin.clone(),
            pins,
            people,
            minor: number("20081106", 77)?,
            newcomer: number("19900214", 78)?,
            folder,
        })
    }

    /// The village's record as the server exports it, checked and folded by native code.
    pub fn record(&self) -> Result<Book> {
        let file = self.folder.path().join("village.cx");
        run(&["export", &self.village, "--out", &file.display().to_string()], self.folder.path())?;
        let export = export::read(&std::fs::read(file)?).map_err(|fault| format!("{fault:?}"))?;
        let report = check(&export, None);
        if report.faults.is_empty() { Ok(report.book) } else { Err(format!("{:?}", report.faults).into()) }
    }
}

fn voters(book: &Book) -> Vec<Voter> {
    let voter = |resident: &Resident| Voter {
        name: resident.person.name.clone(),
        initials: resident.person.initials.split(' ').next().unwrap_or_default().to_uppercase(),
        id: resident.person.id_number.text().to_owned(),
    };
    book.village().people().iter().map(|(_, resident)| voter(resident)).collect()
}

/// What the office does, by the events of it; none when the law is against it.
type Act = fn(&ElectionView<'_>) -> Option<Vec<Event>>;

fn write(shelf: &Shelf, township: &str, scope: &Scope, act: Act) -> Result {
    let decide = |book: &Book| book.village().election(ELECTION).and_then(|view| act(&view)).unwrap_or_default();
    match Author::new(shelf, township).write(scope, decide)? {
        0 => Err("nothing could be written".into()),
        _ => Ok(()),
    }
}

fn register(view: &ElectionView<'_>) -> Option<Vec<Event>> {
    let everybody: Vec<_> = view.village.people().iter().map(|(id, _)| id).collect();
    let posted = view.report_posted(Day::parse("2026-10-14")?, "村务公开栏");
    Some(vec![view.register(&everybody).ok()?, posted])
}

fn issue(view: &ElectionView<'_>) -> Option<Vec<Event>> {
    view.election.roll.iter().map(|voter| view.issue_ballot(voter, None).ok()).collect()
}

/// The number of somebody born on that day.
fn number(birth: &str, no: usize) -> Result<String> {
    let number = IdNumber::complete(&format!("990101{birth}{no:03}")).map_err(|fault| format!("{fault:?}"))?;
    Ok(number.text().to_owned())
}

fn names() -> impl Iterator<Item = (usize, String)> {
    let of = |given: &'static str| SURNAMES.into_iter().map(move |surname| [surname, given].concat());
    GIVEN.into_iter().flat_map(of).enumerate()
}

fn residents(family: usize) -> Result<String> {
    let head = "行政村代码,村民小组,户号,与户主关系,姓名,性别,民族,公民身份号码,户籍,居住情况,居住月数,参选意愿,村民代表会议同意,备注,政治面貌,文化程度,手机号";
    let mut text = format!("{head}\n");
    for (no, name) in names() {
        let (sex, id) = (if no % 2 == 1 { "男" } else { "女" }, number(&format!("19{:02}0305", 60 + no % 30), no)?);
        let (house, relation) = (1001 + no / family, FAMILY.get(no % family).ok_or("no such relation")?);
        let lives = if family > 1 && no == 2 { "外出" } else { "在村" };
        let hukou = if family > 1 && no == 7 { "外村" } else { "本村" };
        writeln!(text, "{CODE},1,{house:05},{relation},{name},{sex},汉族,{id},{hukou},{lives},,,,,群众,初中,")?;
    }
    Ok(text)
}

fn plan(second: bool) -> Result<Value> {
    let candidate = |(no, (post, name)): (usize, (&str, &str))| {
        Ok(json!({ "post": post, "name": name, "id": number("19700101", 900 + no)? }))
    };
    let candidates =
        [("主任", "王建国"), ("主任", "赵志强"), ("委员", "李秀英"), ("委员", "张德明"), ("委员", "孙玉梅")];
    let staff = |(no, (role, name)): (usize, (&str, &str))| {
        Ok(json!({ "role": role, "name": name, "id": number("19650101", 800 + no)? }))
    };
    let poll = [("总监票人", "陈守义"), ("监票人", "吕秀珍"), ("唱票人", "刘桂芳"), ("计票人", "赵玉兰")];
    let officer = |(code, name, phone): (&str, &str, &str)| json!({ "code": code, "name": name, "work_group": 1, "role": "包村联络员", "phone": phone, "villages": if second { vec![CODE, SECOND] } else { vec![CODE] } });
    let officers = [("O001", "周海峰", "13900000001"), ("O002", "吴晓燕", "13900000002")];
    let candidates = candidates.into_iter().enumerate().map(candidate).collect::<Result<Vec<_>>>()?;
    let staff = poll.into_iter().enumerate().map(staff).collect::<Result<Vec<_>>>()?;
    let village = |code: &str, name: &str, staff: Vec<Value>| {
        json!({
            "code": code, "name": name, "work_group": 1, "election_day": DAY, "roll_posted_on": "2026-10-14",
            "seats": { "主任": 1, "委员": 2 },
            "groups": [{ "no": 1, "name": "第一村民小组", "box": "01" }],
            "candidates": candidates, "staff": staff,
        })
    };
    let mut villages = vec![village(CODE, "石桥村", staff)];
    if second {
        villages.push(village(SECOND, "石门村", Vec::new()));
    }
    Ok(json!({
        "code": "990101108", "name": "石桥镇", "county": "样例县", "province": "样例省",
        "term": "2026年村“两委”换届选举", "start": "2026-10-11", "end": "2026-11-13", "rule_set": "VC-CN-2026",
        "officers": officers.map(officer),
        "villages": villages,
    }))
}
