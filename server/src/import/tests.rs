//! Tests of the import: a small township in the text, and the township in `CUNXUAN_DATA` when it is set.

use std::collections::BTreeMap;

use cunxuan_core::person::{IdNumber, OffRoll, Sex, Wish};

use super::*;

const PLAN: &str = r#"{"code":"990128101","name":"某镇","county":"某县","province":"某省","term":"换届",
"start":"2026-10-11","end":"2026-11-13","rule_set":"VC-CN-2018","villages":[
{"code":"990128101201","name":"东村","work_group":1,"election_day":"2026-11-05","seats":{"主任":1,"副主任":1,"委员":2},
 "groups":[{"no":1,"name":"一组","box":"01"},{"no":2,"name":"二组","box":"02"}]},
{"code":"990128101202","name":"西村","work_group":1,"election_day":"2026-11-06","seats":{"主任":1},
 "groups":[{"no":1,"name":"一组","box":"01"}]}]}"#;

const HEADING: &str =
    "行政村代码,村民小组,户号,姓名,公民身份号码,性别,户籍,居住情况,居住月数,参选意愿,村民代表会议同意,备注";
const EAST: &str = "990128101201,1,01";

/// The valid number of a person of this running number born in 1980.
fn id(no: u32) -> String {
    IdNumber::complete(&format!("99012819800101{no:03}")).unwrap().text().to_owned()
}

fn import(table: &str) -> Imported {
    let township = parse_township(PLAN).unwrap();
    arrange(&township, &rows::residents(table.as_bytes()).unwrap())
}

fn only(row: &str) -> Imported {
    import(&format!("{HEADING}\n{row}\n"))
}

#[test]
fn the_plan_keeps_the_order_of_posts() {
    let township = parse_township(&format!("\u{feff}{PLAN}")).unwrap();
    let posts: Vec<_> = township.villages[0].seats.keys().cloned().collect();
    assert_eq!(posts, ["主任", "副主任", "委员"]);
    let again = serde_json::to_string(&township).unwrap();
    assert_eq!(parse_township(&again).unwrap(), township);
}

#[test]
fn people_by_village_and_group() {
    let table = format!(
        "\u{feff}{HEADING}\n990128101202,1,01,王一,{},男,外村,在村,14,申请参加,是,\n{EAST},李 二,{},女,,,,,,\n990128101201,2,02,王三,{},,本村,外出,,,,\n",
        id(1),
        id(2),
        id(3)
    );
    let imported = import(&table);
    assert_eq!(imported.problems, []);
    let names = |village: usize, group: usize| -> Vec<&str> {
        imported.villages[village].groups[group].people.iter().map(|person| person.name.as_str()).collect()
    };
    assert_eq!((names(0, 0), names(0, 1), names(1, 0)), (vec!["李二"], vec!["王三"], vec!["王一"]));
    let king = &imported.villages[1].groups[0].people[0];
    assert_eq!(
        (king.months, king.assembly, king.wish, king.initials.as_str()),
        (Some(14), Some(true), Wish::Applies, "wy yy")
    );
    let third = &imported.villages[0].groups[1].people[0];
    assert_eq!((third.sex, third.wish), (Sex::Male, Wish::Silent));
}

#[test]
fn a_list_without_a_column_leaves_the_question_open() {
    let imported =
        import(&format!("行政村代码,村民小组,户号,姓名,公民身份号码,居住情况\n{EAST},王一,{},外出\n", id(1)));
    let person = &imported.villages[0].groups[0].people[0];
    assert_eq!((person.wish, person.to_ask()), (Wish::Unknown, Some(cunxuan_core::person::Ask::Wish)));
    let missing = rows::residents("行政村代码,村民小组,户号,姓名\n".as_bytes());
    assert!(matches!(missing, Err(ImportError::MissingColumn { column: "公民身份号码", .. })));
}

#[test]
fn rows_that_need_a_look() {
    use ProblemCode::*;
    let good = id(1);
    let wrong = format!("{}{}", &good[..17], if good.ends_with('1') { '2' } else { '1' });
    for (row, code, column, imported) in [
        (format!("1,1,01,王一,{good},男,,,,,,"), UnknownVillage, "行政村代码", false),
        (format!("990128101201,3,01,王一,{good},男,,,,,,"), UnknownGroup, "村民小组", false),
        (format!("990128101201,甲,01,王一,{good},男,,,,,,"), UnknownGroup, "村民小组", false),
        (format!("{EAST},,{good},男,,,,,,"), NoName, "姓名", false),
        (format!("{EAST},王一,{wrong},男,,,,,,"), IdCheckDigit, "公民身份号码", false),
        (format!("{EAST},王一,123,男,,,,,,"), IdLength, "公民身份号码", false),
        (format!("{EAST},王一,99012819801301001X,男,,,,,,"), IdDate, "公民身份号码", false),
        (format!("{EAST},王一,9901281980010100AX,男,,,,,,"), IdDigit, "公民身份号码", false),
        (format!("{EAST},王一,{good},女,,,,,,"), SexDiffers, "性别", true),
        (format!("{EAST},王一,{good},不详,,,,,,"), UnknownValue, "性别", true),
        (format!("{EAST},王一,{good},男,他村,,,,,"), UnknownValue, "户籍", false),
        (format!("{EAST},王一,{good},男,,在外,,,,"), UnknownValue, "居住情况", false),
        (format!("{EAST},王一,{good},男,,,半年,,,"), UnknownValue, "居住月数", true),
        (format!("{EAST},王一,{good},男,,,,也许,,"), UnknownValue, "参选意愿", true),
        (format!("{EAST},王一,{good},男,,,,,同意,"), UnknownValue, "村民代表会议同意", true),
        (format!("{EAST},王一,{good},男,,,,,,已去世"), Remark, "备注", true),
        (format!("{EAST},王一,{good},男,,,,,,剥夺政治权利"), Remark, "备注", true),
        (format!("{EAST},王一,{good},男,,,,,,剥夺政治权利至2026-13-01"), Remark, "备注", true),
    ] {
        let found = only(&row);
        let people: usize = found.villages.iter().map(|village| village.people().count()).sum();
        let village = row.split(',').next().unwrap().to_owned();
        assert_eq!(found.problems, [Problem { row: 2, village, code, column, imported }]);
        assert_eq!(people, usize::from(imported), "{code:?}");
        assert!(!format!("{found:?}").contains(&good), "{code:?} shows the number");
    }
}

#[test]
fn a_number_may_stand_once_in_a_village() {
    let table = format!(
        "{HEADING}\n{EAST},王一,{0},,,,,,,\n990128101201,2,02,王二,{0},,,,,,,\n990128101202,1,01,王一,{0},,外村,,20,,是,\n",
        id(1)
    );
    let imported = import(&table);
    let codes: Vec<_> = imported.problems.iter().map(|problem| (problem.row, problem.code)).collect();
    assert_eq!(codes, [(3, ProblemCode::IdRepeated)]);
    let doubled = on_two_lists(&imported.villages, |_, _| true);
    let places: Vec<_> =
        doubled.iter().map(|it| (it.keeps.village.as_str(), it.off.village.as_str(), it.settled)).collect();
    assert_eq!(places, [("990128101201", "990128101202", true)]);
    assert_eq!(on_two_lists(&imported.villages, |village, _| village.code.ends_with('1')), []);
}

#[test]
fn remarks_become_facts() {
    for (remark, off) in [
        ("", None),
        ("剥夺政治权利至2026-11-05", Some(OffRoll::Deprived)),
        ("剥夺政治权利至2026-11-04", None),
        ("医院证明不能辨认自己行为", Some(OffRoll::CannotExercise)),
        ("已在户籍外的居住村登记", Some(OffRoll::RegisteredElsewhere)),
        ("剥夺政治权利至2026-11-04；已在东村登记", Some(OffRoll::RegisteredElsewhere)),
    ] {
        let imported = only(&format!("{EAST},王一,{},,,,,,,{remark}", id(1)));
        assert_eq!(imported.problems, [], "{remark}");
        let village = &parse_township(PLAN).unwrap().villages[0];
        let person = &imported.villages[0].groups[0].people[0];
        assert_eq!(person.off_roll(village.election_day, 18, 12), off, "{remark}");
    }
}

#[test]
fn papers_come_back_as_written() {
    let table = "\u{feff}行政村代码,村民小组,票箱,序号,主任,委员,票面问题,选票颜色\n\
                 1,2,02,1,甲,乙/另选:丙,,白\n1,2,02,2,,,空白,白\n1,2,02,3,甲,,无法辨认,红\n1,2,02,4,甲,,污损,红\n";
    let ballots = rows::ballots(table.as_bytes()).unwrap();
    assert_eq!(ballots.posts, ["主任", "委员"]);
    assert_eq!(ballots.rows[0].marks[1][1], Mark { name: "丙".into(), written_in: true });
    let mut again = Vec::new();
    write_ballots(&mut again, &ballots).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), table);
    let wrong = table.replace("污损", "撕破");
    assert!(matches!(rows::ballots(wrong.as_bytes()), Err(ImportError::Line { line: 5, .. })));
}

/// The township in `CUNXUAN_DATA`, a path from the workspace root.
pub(crate) fn data() -> Option<std::path::PathBuf> {
    let dir = std::env::var_os("CUNXUAN_DATA")?;
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(dir))
}

/// Which word of the expected rolls stands for which reason.
fn word(reason: OffRoll) -> &'static str {
    match reason {
        OffRoll::UnderAge => "未满18周岁",
        OffRoll::Deprived => "剥夺政治权利",
        OffRoll::CannotExercise => "无法行使选举权",
        OffRoll::RegisteredElsewhere => "已在他村登记",
        OffRoll::AwayNotTakingPart => "外出未表示参加",
        OffRoll::Under12Months => "居住不满一年",
        OffRoll::NoAssemblyConsent => "未获村民代表会议同意",
        OffRoll::OnTwoLists => "在两村名单上",
        OffRoll::Died | OffRoll::MovedOut | OffRoll::Unwilling | OffRoll::Other => "",
    }
}

/// The import and the core's reasons give the rolls that the folder expects.
pub(crate) fn assert_rolls(dir: &Path) {
    let township = read_township(dir).unwrap();
    let imported = read_people(dir, &township).unwrap();
    assert_eq!(imported.problems, []);
    let days: BTreeMap<_, _> = township.villages.iter().map(|it| (it.code.as_str(), it.election_day)).collect();
    let doubled = on_two_lists(&imported.villages, |village, person| {
        person.off_roll(days[village.code.as_str()], 18, 12).is_none()
    });
    assert!(doubled.iter().all(|it| it.settled));
    assert_eq!(doubled.len(), township.on_two_lists.len());
    let text = fs::read_to_string(dir.join("expected-roll.json")).unwrap();
    let expected: BTreeMap<String, crate::sample::ExpectedRoll> = serde_json::from_str(&text).unwrap();
    for village in &imported.villages {
        let mut off: BTreeMap<String, u32> = BTreeMap::new();
        let mut registered = 0;
        for (place, person) in village.people() {
            let two = doubled.iter().any(|it| it.off == place).then_some(OffRoll::OnTwoLists);
            match person.off_roll(days[village.code.as_str()], 18, 12).or(two) {
                Some(reason) => *off.entry(word(reason).into()).or_default() += 1,
                None => registered += 1,
            }
        }
        let rolls = &expected[&village.code];
        assert_eq!((registered, &off), (rolls.registered, &rolls.off), "{}", village.code);
    }
    assert_eq!(expected.len(), imported.villages.len());
}

#[test]
fn the_township_given() {
    if let Some(dir) = data() {
        assert_rolls(&dir);
        let issues = read_issues(&dir).unwrap();
        assert!(issues.iter().all(|issue| issue.at.len() == 19));
        assert!(!read_ballots(&dir).unwrap().rows.is_empty());
    }
}
