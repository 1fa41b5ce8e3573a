//! Household lists as offices keep them (户籍表): nobody is lost, altered or made up without a word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "lists/mess.rs"]
mod mess;
#[path = "lists/township.rs"]
mod township;

use cunxuan_core::api::lists::{Field, Heap, Mend, ProblemCode};
use cunxuan_server::import::{Village, read_township};
use cunxuan_server::lists::read::{Home, Reading, Row, read};
use cunxuan_server::lists::sheet::Cell;
use cunxuan_server::lists::{header, problems, sheet};
use cunxuan_tests::given::root;
use mess::{Dice, Mess, Truth, mess, village};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

/// The list that a county handed over with what is wrong in it.
const KEPT: &str = "roll-as-kept-370786108209";
const SEEDS: u64 = 40;

fn home(village: &Village) -> Home {
    let groups = village.groups.iter().map(|group| (group.no, group.name.clone())).collect();
    Home { code: village.code.clone(), name: village.name.clone(), groups }
}

fn reading(bytes: &[u8], home: &Home) -> Reading {
    let sheets = sheet::read(bytes).expect("a spreadsheet");
    let maps: Vec<_> = sheets.iter().zip(0..).map(|(sheet, place)| header::find(sheet, place)).collect();
    read(&sheets, &maps, std::slice::from_ref(home))
}

fn told(row: &Row) -> String {
    let mends: Vec<_> = row.mends.iter().map(|it| (it.field, it.mend)).collect();
    format!("row {}: {:?} {:?}", row.row, mends, row.problems)
}

/// What the expectations say of one row: columns with their true values, and whether it is refused.
#[derive(Default)]
struct Expected {
    mends: BTreeMap<String, String>,
    refused: Option<String>,
}

#[test]
fn a_list_as_an_office_keeps_it() {
    let Some(dir) = env::var_os("CUNXUAN_DATA").map(|dir| root().join(dir)) else {
        println!("skipped: CUNXUAN_DATA names no folder");
        return;
    };
    let expected: Value =
        serde_json::from_str(&fs::read_to_string(dir.join(KEPT).with_extension("expected.json")).unwrap()).unwrap();
    let mut rows: BTreeMap<u64, Expected> = BTreeMap::new();
    for fault in expected["faults"].as_array().unwrap() {
        let row = rows.entry(fault["row"].as_u64().unwrap()).or_default();
        let (column, what) = (fault["column"].as_str().unwrap().to_owned(), fault["expected"].as_str().unwrap());
        match what.starts_with("mend") {
            true => drop(row.mends.insert(column, fault["value"].as_str().unwrap().to_owned())),
            false => row.refused = Some(fault["fault"].as_str().unwrap().to_owned()),
        }
    }
    let township = read_township(&dir).unwrap();
    let village = township.villages.iter().find(|village| KEPT.ends_with(&village.code)).unwrap();
    let read = reading(&fs::read(dir.join(KEPT).with_extension("xlsx")).unwrap(), &home(village));
    let names = [(Field::Id, "身份证号码"), (Field::Name, "姓名"), (Field::Sex, "性别")];
    for row in &read.rows {
        let wanted = rows.remove(&u64::from(row.row)).unwrap_or_default();
        assert_eq!(row.person.is_none(), wanted.refused.is_some(), "{} {:?}", told(row), wanted.refused);
        if row.person.is_some() {
            let name =
                |field| names.iter().find(|(of, _)| *of == field).map_or("another", |(_, name)| *name).to_owned();
            let mends: BTreeMap<String, String> =
                row.mends.iter().map(|it| (name(it.field), it.became.clone())).collect();
            assert_eq!(mends, wanted.mends, "{}", told(row));
            assert!(row.problems.is_empty(), "{}", told(row));
        }
    }
    assert_eq!(rows.len(), 0, "rows that nobody read");
    let number = |key: &str| usize::try_from(expected[key].as_u64().unwrap()).unwrap();
    assert_eq!(read.rows.len(), number("data_rows"));
    assert_eq!(read.rows.iter().filter(|row| row.person.is_none()).count(), number("refused"));
    assert_eq!(read.skipped as usize, expected["foot_rows"].as_array().unwrap().len());
}

/// The village of the messes.
fn small_home() -> Home {
    let groups = [(1, "第一村民小组"), (2, "第二村民小组"), (3, "第三村民小组")];
    let groups = groups.map(|(no, name)| (no, name.to_owned())).into();
    Home { code: "990786108201".into(), name: "某村".into(), groups }
}

/// Whether a person was read as he is.
fn is_true(row: &Row, truth: &Truth) -> bool {
    let person = row.person.as_ref().unwrap();
    let away = person.residence == cunxuan_core::person::Residence::Away;
    row.home == Some((0, truth.group))
        && (person.id_number, &person.name, &person.household) == (truth.id, &truth.name, &truth.household)
        && (person.relation.as_str(), away, &person.phone) == (truth.relation, truth.away, &truth.phone)
        && (person.ethnic.as_str(), person.hukou) == ("汉族", cunxuan_core::person::Hukou::Here)
}

/// Everybody of the list stands in the reading as he is, or is told of; and nobody else does.
fn assert_nobody_is_lost(seed: u64, truth: &[Truth], mess: &Mess, read: &Reading) -> [usize; 3] {
    let mut lines: BTreeMap<(usize, u32), usize> =
        mess.lines.iter().map(|(sheet, row, of)| ((*sheet, *row), *of)).collect();
    let (mut imported, mut heaps) = (BTreeSet::new(), [0; 3]);
    for row in &read.rows {
        let of = lines.remove(&(row.sheet, row.row));
        let of = of.unwrap_or_else(|| panic!("seed {seed}: {} is nobody's\n{:#?}", told(row), mess.told));
        heaps[row.heap() as usize] += 1;
        match &row.person {
            None => assert!(!row.problems.is_empty(), "seed {seed}: refused without a word: {}", told(row)),
            Some(person) => {
                assert!(is_true(row, &truth[of]), "seed {seed}: {} of {}\n{:#?}", told(row), truth[of].name, mess.told);
                let sex = person.sex == truth[of].id.sex();
                assert!(sex || row.heap() == Heap::Look, "seed {seed}: another sex: {}", told(row));
                assert!(imported.insert(person.id_number), "seed {seed}: twice: {}", told(row));
            }
        }
    }
    assert_eq!(lines.len(), 0, "seed {seed}: rows that nobody read: {lines:?}\n{:#?}", mess.told);
    heaps
}

#[test]
fn no_mess_loses_alters_or_makes_up_anybody() {
    let mut heaps = [0; 3];
    for seed in 0..SEEDS {
        let mut dice = Dice::new(seed + 1);
        let truth = village(&mut dice);
        let mess = mess(&truth, &mut dice);
        let found = assert_nobody_is_lost(seed, &truth, &mess, &reading(&mess.bytes, &small_home()));
        heaps.iter_mut().zip(found).for_each(|(sum, rows)| *sum += rows);
    }
    println!("{SEEDS} lists: {} to look at, {} mended, {} ready", heaps[0], heaps[1], heaps[2]);
    assert!(heaps.iter().all(|rows| *rows > 100), "every heap was tried: {heaps:?}");
}

/// A small list as an office keeps it: a title, headings in two rows, cells merged over a household, a foot.
fn small_list() -> Vec<u8> {
    let (mut book, plain) = (Workbook::new(), Format::new());
    let sheet = book.add_worksheet().set_name("户籍人口").unwrap();
    sheet.merge_range(0, 0, 0, 6, "某村户籍人口登记表", &plain).unwrap();
    let rows: [(u32, &[&str]); 12] = [
        (1, &["组 别", "户编号", "姓　名", "与户主关系", "身份证号码（18位）", "人户情况"]),
        (2, &["", "", "", "", "", "是否在村"]),
        (3, &["", "", "王一", "户主", "990786198001010010", "是"]),
        (4, &["", "", "李　二", "配偶", "990786198001010029", "否"]),
        (5, &["2组", "02001", "张三", "户主", "990786800101003", "是"]),
        (6, &["2组", "02001", "张四", "子", "９９０７８６１９８００１０１００４５", "是"]),
        (8, &["2组", "02002", "赵五", "户主", "", "是"]),
        (9, &["2组", "02003", "钱六", "户主", "990786198001010061", "是"]),
        (10, &["2组", "02004", "王一", "户主", "990786198001010010", "是"]),
        (11, &["2组", "02005", "孙七", "户主", "99078619800101007x", "常去县里"]),
        (12, &["合计", "", "8人"]),
        (13, &["制表人：", "", "某某", "", "填表日期：2026年9月1日"]),
    ];
    for (row, cells) in rows {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    sheet.merge_range(3, 0, 4, 0, "1组", &plain).unwrap();
    sheet.merge_range(3, 1, 4, 1, "01001", &plain).unwrap();
    sheet.write_number(9, 4, 990_786_198_001_010_061_f64).unwrap();
    book.save_to_buffer().unwrap()
}

/// A row of the file with its number, and what is said of it.
type Case = (u32, Option<&'static str>, Option<Mend>, Option<ProblemCode>);

#[test]
fn a_small_list_as_an_office_keeps_it() {
    use ProblemCode::{IdAsNumber, IdRepeated, NoId, UnknownValue};
    let read = reading(&small_list(), &small_home());
    let expected: [Case; 8] = [
        (4, Some("990786198001010010"), None, None),
        (5, Some("990786198001010029"), Some(Mend::Signs), None),
        (6, Some("990786198001010037"), Some(Mend::FifteenDigits), None),
        (7, Some("990786198001010045"), Some(Mend::Signs), None),
        (9, None, None, Some(NoId)),
        (10, None, None, Some(IdAsNumber)),
        (11, None, None, Some(IdRepeated)),
        (12, None, None, Some(UnknownValue)),
    ];
    let found: Vec<_> = read
        .rows
        .iter()
        .map(|row| {
            let person = row.person.as_ref().map(|person| person.id_number.text().to_owned());
            (row.row, person, row.mends.first().map(|it| it.mend), row.problems.first().map(|it| it.code))
        })
        .collect();
    let expected = expected.map(|(row, id, mend, code)| (row, id.map(str::to_owned), mend, code));
    assert_eq!(found, expected);
    let second = read.rows[1].person.as_ref().unwrap();
    assert_eq!((second.name.as_str(), second.household.as_str(), read.rows[1].home), ("李二", "01001", Some((0, 1))));
    assert_eq!(read.skipped, 3, "the second row of headings, and two of the foot");
}

/// A sheet of plain text under these headings.
fn plain_list(rows: &[[&str; 5]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = ["组别", "户号", "姓名", "与户主关系", "身份证号"];
    for (row, cells) in (0..).zip(std::iter::once(&heads).chain(rows)) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Who was read into which group and household.
fn homes(read: &Reading) -> Vec<(&str, u16, &str)> {
    let people = read.rows.iter().filter_map(|row| Some((row.person.as_ref()?, row.home?.1)));
    people.map(|(person, group)| (person.name.as_str(), group, person.household.as_str())).collect()
}

#[test]
fn a_bad_number_parts_no_household_and_its_row_comes_back_into_it() {
    let list = plain_list(&[
        ["1组", "101", "王一", "户主", "990786198001010010"],
        ["1组", "", "王二", "配偶", "99078619800101002"],
        ["1组", "", "王三", "子", "990786198001010037"],
        ["2组", "101", "张一", "户主", "990786198001010045"],
        ["2组", "", "张二", "配偶", ""],
        ["1组", "", "李一", "子", "990786198001010061"],
    ]);
    let sheets = sheet::read(&list).unwrap();
    let maps = [header::find(&sheets[0], 0)];
    let read_once = read(&sheets, &maps, &[small_home()]);
    let whole = [("王一", 1, "01-101"), ("王三", 1, "01-101"), ("张一", 2, "02-101")];
    assert_eq!(homes(&read_once), whole);

    // Put right and handed in again, everybody is where he belongs; whose household nobody knows is told again.
    let mut back = sheet::read(&problems::write(&sheets, &maps, &read_once.rows).unwrap()).unwrap();
    let maps = [header::find(&back[0], 0)];
    let id = maps[0].columns.iter().position(|field| *field == Some(Field::Id)).unwrap();
    for (row, text) in [(2, "990786198001010029"), (3, "99078619800101007X")] {
        let cells = back[0].rows.get_mut(&row).unwrap();
        cells.resize(cells.len().max(id + 1), Cell::Empty);
        cells[id] = Cell::Text(text.to_owned());
    }
    let again = read(&back, &maps, &[small_home()]);
    assert_eq!(homes(&again), [("王二", 1, "01-101"), ("张二", 2, "02-101")]);
    assert_eq!(again.rows[2].problems[0].code, ProblemCode::NoHousehold);
}

#[test]
fn whoever_is_refused_forbids_nobody() {
    let list = plain_list(&[
        ["1组", "", "王一", "户主", "990786198001010010"],
        ["1组", "102", "王一", "户主", "990786198001010010"],
        ["1组", "103", "王一", "户主", "990786198001010010"],
    ]);
    let read = reading(&list, &small_home());
    assert_eq!(homes(&read), [("王一", 1, "102")]);
    let last = read.rows[2].problems[0];
    assert_eq!((last.code, last.other), (ProblemCode::IdRepeated, 3));
}

#[test]
fn a_small_file_does_not_blow_up() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..20_000 {
        sheet.write_string(row, 199, "某").unwrap();
    }
    assert!(sheet::read(&book.save_to_buffer().unwrap()).is_none(), "four million cells");
    let mut list = small_list();
    assert!(sheet::read(&list).is_some());
    // What the directory says of the first part.
    let entry = list.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    list[entry + 24..entry + 28].copy_from_slice(&(300_u32 << 20).to_le_bytes());
    assert!(sheet::read(&list).is_none(), "300 MiB");
}

#[test]
fn headings_below_a_sheet_are_none() {
    let sheets = sheet::read(&small_list()).unwrap();
    let map = header::at(&sheets[0], 0, u32::MAX);
    assert!(read(&sheets, &[map], &[small_home()]).rows.is_empty());
}
