//! A township of one village with one group and forty voters, on the day of its election.

use cunxuan_core::id::Scope;
use cunxuan_core::person::IdNumber;
use cunxuan_core::plan::Role;
use cunxuan_core::time::Day;
use cunxuan_server::author::Author;
use cunxuan_server::codes::{self, Whose};
use cunxuan_server::import;
use cunxuan_server::load::{ELECTION, load};
use cunxuan_server::shelf::Shelf;
use cunxuan_server::store::Store;
use cunxuan_tests::process::{Folder, Result};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::mpsc::channel;

const CODE: &str = "990101108201";
const DAY: &str = "2026-11-05";
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

/// The village, with the codes and PINs that the office printed.
pub struct Small {
    pub folder: Folder,
    pub phone: String,
    pub code: String,
    pub office: String,
    pub pins: BTreeMap<Role, String>,
    pub people: Vec<Voter>,
    /// The number of somebody who comes of age on the day after.
    pub minor: String,
    /// The number of somebody whom no list names.
    pub newcomer: String,
    /// The village's code.
    pub village: String,
    /// Entries on the record before the phone comes.
    pub entries: usize,
}

impl Small {
    /// Imports it, registers everybody, and posts the roll, as the office does.
    pub fn new() -> Result<Self> {
        let source = Folder::new("story-source")?;
        let folder = Folder::new("story")?;
        std::fs::write(source.path().join("township.json"), plan().to_string())?;
        std::fs::write(source.path().join("residents.csv"), residents())?;
        let township = import::read_township(source.path())?;
        let imported = import::read_people(source.path(), &township)?;
        let store = Store::open(folder.path())?;
        let loaded = load(&store, &township, imported, Day::parse(DAY), &mut |_| {})?;
        assert_eq!((loaded.people, loaded.problems.len()), (40, 0));
        let kept = store.township()?.ok_or("no township")?;
        let scope = kept.scope(CODE);
        let shelf = Shelf::new(store.clone(), &kept, channel().0);
        register(&shelf, &kept.code, &scope)?;
        let pins = codes::pins(&store, &kept, &BTreeSet::from([scope.clone()]), false)?;
        let mut fresh = codes::fresh(&store, &kept, &Whose::All)?;
        let officer = fresh.pop().ok_or("no officer")?;
        let office = fresh.pop().ok_or("no office")?;
        let shelf = Shelf::new(store, &kept, channel().0);
        let (people, entries) = shelf.read(&scope, |book| {
            let people = book.village().people().iter().map(|(_, resident)| Voter {
                name: resident.person.name.clone(),
                initials: resident.person.initials.split(' ').next().unwrap_or_default().to_uppercase(),
                id: resident.person.id_number.text().to_owned(),
            });
            (people.collect(), book.journal().len())
        })?;
        Ok(Self {
            village: township.villages[0].code.clone(),
            phone: officer.account.phone,
            code: officer.code,
            office: office.code,
            pins: pins.into_iter().map(|pin| (pin.role, pin.pin)).collect(),
            people,
            minor: number("20081106", 77),
            newcomer: number("19900214", 78),
            entries,
            folder,
        })
    }
}

fn register(shelf: &Shelf, township: &str, scope: &Scope) -> Result {
    Author::new(shelf, township).write(scope, |book| {
        let view = book.village().election(ELECTION).expect("planned");
        let everybody: Vec<_> = book.village().people().iter().map(|(id, _)| id).collect();
        let posted = Day::parse("2026-10-14").expect("a day");
        vec![view.register(&everybody).expect("nothing keeps them off"), view.report_posted(posted, "村务公开栏")]
    })?;
    Ok(())
}

/// The number of somebody born on that day.
fn number(birth: &str, no: usize) -> String {
    IdNumber::complete(&format!("990101{birth}{no:03}")).expect("a number").text().to_owned()
}

fn names() -> impl Iterator<Item = (usize, String)> {
    let name = |no: usize| [SURNAMES[no % SURNAMES.len()], GIVEN[no / SURNAMES.len()]].concat();
    (0..SURNAMES.len() * GIVEN.len()).map(move |no| (no, name(no)))
}

fn residents() -> String {
    let head = "行政村代码,村民小组,户号,与户主关系,姓名,性别,民族,公民身份号码,户籍,居住情况,居住月数,参选意愿,村民代表会议同意,备注,政治面貌,文化程度,手机号";
    let mut text = format!("{head}\n");
    for (no, name) in names() {
        let (sex, id) = (if no % 2 == 1 { "男" } else { "女" }, number(&format!("19{:02}0305", 60 + no % 30), no));
        writeln!(text, "{CODE},1,{:05},户主,{name},{sex},汉族,{id},本村,在村,,,,,群众,初中,", 1001 + no).expect("text");
    }
    text
}

fn plan() -> Value {
    let candidate = |(no, (post, name)): (usize, (&str, &str))| json!({ "post": post, "name": name, "id": number("19700101", 900 + no) });
    let candidates =
        [("主任", "王建国"), ("主任", "赵志强"), ("委员", "李秀英"), ("委员", "张德明"), ("委员", "孙玉梅")];
    let staff = |(no, (role, name)): (usize, (&str, &str))| json!({ "role": role, "name": name, "id": number("19650101", 800 + no) });
    let poll = [("总监票人", "陈守义"), ("监票人", "吕秀珍"), ("唱票人", "刘桂芳"), ("计票人", "赵玉兰")];
    json!({
        "code": "990101108", "name": "石桥镇", "county": "样例县", "province": "样例省",
        "term": "2026年村“两委”换届选举", "start": "2026-10-11", "end": "2026-11-13", "rule_set": "VC-CN-2018",
        "officers": [{ "code": "O001", "name": "周海峰", "work_group": 1, "role": "包村联络员", "phone": "13900000001", "villages": [CODE] }],
        "villages": [{
            "code": CODE, "name": "石桥村", "work_group": 1, "election_day": DAY, "roll_posted_on": "2026-10-14",
            "seats": { "主任": 1, "委员": 2 },
            "groups": [{ "no": 1, "name": "第一村民小组", "box": "01" }],
            "candidates": candidates.into_iter().enumerate().map(candidate).collect::<Vec<_>>(),
            "staff": poll.into_iter().enumerate().map(staff).collect::<Vec<_>>(),
        }],
    })
}
