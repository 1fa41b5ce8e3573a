//! A township handed over as one workbook (模板), and a household list on its desk, from the file to the undo.

use crate::mess::{Dice, mess, village};
use cunxuan_server::codes::{Whose, fresh};
use cunxuan_server::import::{ResidentRow, Village, arrange, write_rows};
use cunxuan_server::lists::sheet;
use cunxuan_server::lists::template::{FORMS, write as template};
use cunxuan_server::lists::workbook::read_workbook;
use cunxuan_server::sample::Sample;
use cunxuan_server::store::Store;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::process::Folder;
use cunxuan_tests::server::{Server, import_sample, run};
use reqwest::blocking::Client;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

const SOON: Duration = Duration::from_secs(30);

/// The invented township, two villages of it.
fn two_villages() -> Sample {
    let mut sample = Sample::generate(1).unwrap();
    sample.township.villages.truncate(2);
    sample.township.on_two_lists.clear();
    sample.township.published = None;
    sample.township.rule.clear();
    let codes: Vec<String> = sample.township.villages.iter().map(|village| village.code.clone()).collect();
    sample.residents.retain(|row| codes.contains(&row.village));
    sample.township.officers.iter_mut().for_each(|officer| officer.villages.retain(|code| codes.contains(code)));
    for village in &mut sample.township.villages {
        village.published = None;
        village.groups.iter_mut().for_each(|group| group.series.clear());
    }
    sample
}

type Line = Vec<String>;

/// What is written into each sheet, in the order of the forms.
fn lines(sample: &Sample) -> [Vec<Line>; 8] {
    let it = &sample.township;
    let first = [
        &it.code,
        &it.name,
        &it.county,
        &it.province,
        &it.term,
        &it.start.to_string(),
        &it.end.to_string(),
        &it.rule_set,
    ];
    let of_all = |rows: &dyn Fn(&Village) -> Vec<Line>| it.villages.iter().flat_map(rows).collect::<Vec<_>>();
    let officers = it.officers.iter().map(|one| {
        vec![
            one.code.clone(),
            one.name.clone(),
            one.work_group.to_string(),
            one.role.clone(),
            one.phone.clone(),
            one.villages.join("、"),
        ]
    });
    [
        vec![first.map(String::clone).into()],
        of_all(&|one| {
            let posted = one.roll_posted_on.map(|day| day.to_string()).unwrap_or_default();
            vec![vec![
                one.code.clone(),
                one.name.clone(),
                one.work_group.to_string(),
                one.election_day.to_string(),
                posted,
                one.flags.join("、"),
            ]]
        }),
        of_all(&|one| {
            one.groups
                .iter()
                .map(|it| vec![one.name.clone(), it.no.to_string(), it.name.clone(), it.box_no.clone()])
                .collect()
        }),
        of_all(&|one| {
            one.seats.iter().map(|(post, seats)| vec![one.code.clone(), post.clone(), seats.to_string()]).collect()
        }),
        of_all(&|one| {
            one.candidates
                .iter()
                .map(|it| vec![one.code.clone(), it.post.clone(), it.name.clone(), it.id.text().to_owned()])
                .collect()
        }),
        of_all(&|one| {
            one.staff
                .iter()
                .map(|it| vec![one.code.clone(), it.role.clone(), it.name.clone(), it.id.text().to_owned()])
                .collect()
        }),
        officers.collect(),
        sample.residents.iter().map(resident).collect(),
    ]
}

fn resident(row: &ResidentRow) -> Line {
    let all = [&row.village, &row.group, &row.household, &row.relation, &row.name, &row.sex, &row.ethnic, &row.id];
    let more = [
        &row.hukou,
        &row.residence,
        &row.months,
        &row.wish,
        &row.assembly,
        &row.remark,
        &row.party,
        &row.education,
        &row.phone,
    ];
    all.into_iter().chain(more).cloned().collect()
}

/// The template filled in, its examples left in it.
fn filled(sample: &Sample) -> Vec<u8> {
    let empty = sheet::read(&template().unwrap()).unwrap();
    let mut book = Workbook::new();
    for (form, lines) in FORMS.iter().zip(lines(sample)) {
        let out = book.add_worksheet().set_name(form.name).unwrap();
        let before = empty.iter().find(|sheet| sheet.name == form.name).unwrap();
        let kept = (1..=3).map(|row| before.rows[&row].iter().map(|cell| cell.text().to_owned()).collect::<Line>());
        let lines = lines.into_iter().map(|line| [vec![String::new()], line].concat());
        for (row, line) in (0..).zip(kept.chain(lines)) {
            for (column, text) in (0..).zip(line).filter(|(_, text)| !text.is_empty()) {
                out.write_string(row, column, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_gives_the_plan_that_was_written_into_it() {
    let sample = two_villages();
    let read = read_workbook(&filled(&sample)).unwrap();
    assert_eq!(read.township, sample.township);
    let folder = Folder::new("residents").unwrap();
    let file = folder.path().join("residents.csv");
    write_rows(fs::File::create(&file).unwrap(), &sample.residents).unwrap();
    let residents = cunxuan_server::import::read_residents(folder.path()).unwrap();
    let arranged = arrange(&sample.township, &residents);
    assert_eq!(read.imported.problems.len(), arranged.problems.len());
    for (read, arranged) in read.imported.villages.iter().zip(&arranged.villages) {
        let pairs = read.people().zip(arranged.people());
        let other: Vec<_> = pairs.filter(|(read, arranged)| read != arranged).take(2).collect();
        assert_eq!((other, read.people().count()), (Vec::new(), arranged.people().count()));
    }
    assert!(read_workbook(&template().unwrap()).is_err(), "examples are no township");
}

/// A signed-in desk.
struct Office {
    client: Client,
    url: String,
    token: String,
}

impl Office {
    fn at(server: &Server, code: &str) -> Self {
        let (client, url) = (Client::new(), server.url());
        let asked = client.post(format!("{url}/api/sign-in")).header("content-type", "application/json");
        let answer = asked.body(json!({ "code": code }).to_string()).send().unwrap().error_for_status().unwrap();
        let answer: Value = serde_json::from_slice(&answer.bytes().unwrap()).unwrap();
        Self { client, url, token: answer["token"].as_str().unwrap().to_owned() }
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let answer = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.token).send().unwrap();
        answer.error_for_status().unwrap().bytes().unwrap().to_vec()
    }

    fn post(&self, path: &str, kind: &str, body: Vec<u8>) -> (u16, Value) {
        let asked = self.client.post(format!("{}{path}", self.url)).bearer_auth(&self.token);
        let answer = asked.header("content-type", kind).body(body).send().unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().unwrap()).unwrap_or_default())
    }
}

fn office_code(data: &std::path::Path) -> String {
    let store = Store::open(data).unwrap();
    let township = store.township().unwrap().unwrap();
    fresh(&store, &township, &Whose::Office).unwrap().remove(0).code
}

#[test]
fn a_workbook_becomes_a_township_and_a_list_comes_and_goes() {
    let (folder, mut sample) = (Folder::new("workbook").unwrap(), two_villages());
    sample.residents.clear();
    let (file, data) = (folder.path().join("township.xlsx"), folder.path().join("data"));
    fs::write(&file, filled(&sample)).unwrap();
    let said = run(&["import", &file.display().to_string()], &data).unwrap();
    assert!(said.contains("2 villages, 0 people"), "{said}");
    let code = office_code(&data);
    let server = Server::start(&data, &[]).unwrap();
    let office = Office::at(&server, &code);
    let wall: Value = serde_json::from_slice(&office.get("/api/wall")).unwrap();
    let names: Vec<&str> =
        wall["villages"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, sample.township.villages.iter().map(|village| village.name.as_str()).collect::<Vec<_>>());

    // A household list: read, imported once, taken back whole, and imported anew under other numbers.
    let at = format!("/api/lists/{}", sample.township.villages[0].code);
    let mut dice = Dice::new(7);
    let truth = village(&mut dice);
    let list = mess(&truth, &mut dice).bytes;
    let (status, read) = office.post(&at, "application/octet-stream", list.clone());
    assert_eq!((status, &read["state"]), (200, &json!("STAGED")), "{read}");
    assert!(read["fresh"].as_u64().unwrap() > 20 && read["look"].as_u64().unwrap() > 0, "{read}");
    assert!(truth.iter().all(|one| !read.to_string().contains(one.id.text())), "an ID number in full");
    let on = format!("{at}/{}", read["id"].as_str().unwrap());
    let act = |on: &str, what: &str| office.post(&format!("{on}/{what}"), "application/json", b"{}".to_vec());
    let told = |(status, answer): (u16, Value)| {
        (status, answer["state"].as_str().or(answer["code"].as_str()).unwrap_or_default().to_owned())
    };
    for (what, expected) in [
        ("undo", (409, "LIST_DONE")),
        ("import", (200, "IMPORTED")),
        ("import", (409, "LIST_DONE")),
        ("undo", (200, "WITHDRAWN")),
        ("undo", (409, "LIST_DONE")),
    ] {
        assert_eq!(told(act(&on, what)), (expected.0, expected.1.to_owned()), "{what}");
    }
    let (_, again) = office.post(&at, "application/octet-stream", list);
    assert_eq!((&again["known"], &again["fresh"]), (&json!(0), &read["fresh"]), "nobody of it is left");
    let on = format!("{at}/{}", again["id"].as_str().unwrap());
    assert_eq!(act(&on, "import").0, 200);
    let problems = sheet::read(&office.get(&format!("{on}/problems.xlsx"))).unwrap();
    assert_eq!(problems[0].cell(1, 0).text(), "原因");
    let rows: usize = problems.iter().map(|sheet| sheet.rows.len() - 1).sum();
    assert_eq!(Some(rows as u64), again["look"].as_u64());
    assert_eq!(office.post(&at, "application/octet-stream", b"%PDF-1.7\0".to_vec()).1["code"], "UNREADABLE_FILE");
    let strange = Client::new().post(format!("{}{at}", office.url)).header("content-type", "application/octet-stream");
    assert_eq!(strange.send().unwrap().status().as_u16(), 401);
}

#[test]
fn the_desk_imports_a_list_and_takes_it_back() {
    let Some(browser) = Browser::desk().unwrap() else { return };
    let folder = Folder::new("lists").unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("list.xlsx"));
    import_sample(&data, 2).unwrap();
    let mut dice = Dice::new(3);
    let truth = village(&mut dice);
    fs::write(&file, mess(&truth, &mut dice).bytes).unwrap();
    let code = office_code(&data);
    let server = Server::start(&data, &[]).unwrap();
    browser.goto(&format!("{}/desk/#code={code}", server.url())).unwrap();
    browser.wait_until("the wall", SOON, |page| Ok(page.count("[data-village]")? == 2)).unwrap();
    browser.eval("location.hash = '#lists'").unwrap();
    browser.wait_until("the villages", SOON, |page| Ok(page.count(".lists-village option")? == 3)).unwrap();
    browser.screenshot("D04-empty").unwrap();
    let choose = "const it = document.querySelector('.lists-village'); it.selectedIndex = 1;
        it.dispatchEvent(new Event('change', {bubbles: true}))";
    browser.eval(choose).unwrap();
    browser.wait_until("the field for the file", SOON, |page| Ok(page.count(".drop input:enabled")? == 1)).unwrap();
    browser.choose_file(".drop input", &file).unwrap();
    browser.wait_until("three heaps", SOON, |page| Ok(page.count(".heap")? == 3)).unwrap();
    browser.wait_text(".lists-acts", "导入").unwrap();
    let shown: u64 = browser.text(".heap.look b").unwrap().replace(',', "").parse().unwrap();
    assert!(shown > 0);
    assert_eq!(browser.count(".lists-rows tbody tr").unwrap() as u64, shown);
    assert!(browser.count(".lists-columns tr").unwrap() >= 10, "the columns are shown");
    let wide = "return document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(browser.eval(wide).unwrap(), true, "nothing sticks out");
    browser.screenshot("D04-read").unwrap();
    browser.click(".heap.mended").unwrap();
    browser.screenshot("D04-mended").unwrap();
    browser.click(".lists-acts .btn.p").unwrap();
    browser.wait_text(".lists-acts p", "已导入").unwrap();
    browser.screenshot("D04-imported").unwrap();
    browser.click(".lists-acts .btn.stop").unwrap();
    browser.wait_text(".lists-acts p", "已撤销").unwrap();
}
