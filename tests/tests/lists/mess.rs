//! Seeded ways of messing a clean list up (弄乱名单): faults combined at random, and what each leaves of the truth.

use cunxuan_core::person::IdNumber;
use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// The columns of a clean list.
pub const COLUMNS: [&str; 10] =
    ["组别", "户号", "与户主关系", "姓名", "性别", "民族", "身份证号码", "户籍性质", "是否在村", "联系电话"];
const NAME: usize = 3;
const SEX: usize = 4;
const ID: usize = 6;
const GROUP: usize = 0;
const HOUSEHOLD: usize = 1;

/// A small generator: the same seed, the same mess.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }
}

/// Somebody of the clean list.
#[derive(Clone)]
pub struct Truth {
    pub group: u16,
    pub household: String,
    pub relation: &'static str,
    pub name: String,
    pub id: IdNumber,
    pub away: bool,
    pub phone: String,
}

/// What a cell is written as.
#[derive(Clone)]
enum Cell {
    Text(String),
    Number(f64),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) if *number > 1e15 => format!("{number:.5E}").replace('E', "E+"),
            Cell::Number(number) => number.to_string(),
        }
    }
}

/// A file, and for each of its people the row in which he stands, by his place in the truth.
pub struct Mess {
    pub bytes: Vec<u8>,
    /// Sheet and row of each line that names somebody, with his place; a person may be named twice.
    pub lines: Vec<(usize, u32, usize)>,
    /// The faults that were made, for the message of a test that fails.
    pub told: Vec<String>,
}

/// A village of three groups: clean, and different with each seed.
pub fn village(dice: &mut Dice) -> Vec<Truth> {
    const FAMILY: [&str; 8] = ["王", "李", "张", "刘", "单", "覃", "欧阳", "尉迟"];
    const GIVEN: [&str; 9] = ["一", "树", "明玉", "川", "惠", "宝洪", "生", "东", "青兰"];
    let mut truth = Vec::new();
    for group in 1..=3_u16 {
        for household in 1..=6 + dice.roll(6) {
            for (member, relation) in ["户主", "配偶", "子", "女"].into_iter().take(1 + dice.roll(4)).enumerate()
            {
                let (year, month, day) = (1930 + dice.roll(90), 1 + dice.roll(12), 1 + dice.roll(28));
                let serial = 10 + truth.len() % 900;
                let id = IdNumber::complete(&format!("990786{year}{month:02}{day:02}{serial:03}")).unwrap();
                let name = format!("{}{}", FAMILY[dice.roll(8)], GIVEN[dice.roll(9)]);
                let phone = if member == 0 { format!("1390000{:04}", truth.len()) } else { String::new() };
                let household = format!("{group:02}{household:03}");
                truth.push(Truth { group, household, relation, name, id, away: dice.one_in(4), phone });
            }
        }
    }
    truth
}

/// Messes a list up.
pub fn mess(truth: &[Truth], dice: &mut Dice) -> Mess {
    let mut told = Vec::new();
    let mut lines: Vec<(usize, Vec<Cell>)> = truth.iter().enumerate().map(|(at, one)| (at, clean(one, dice))).collect();
    let (faults, rare) = (3 + dice.roll(8), 3 + dice.roll(12));
    for _ in 0..faults {
        let fault = dice.roll(18);
        for at in 0..lines.len() {
            if dice.one_in(rare) {
                let (of, before) = (lines[at].0, (at > 0).then(|| lines[at - 1].1[HOUSEHOLD].text()));
                spoil(fault, &truth[of], &mut lines[at].1, before, dice, &mut told);
            }
        }
    }
    if dice.one_in(2) {
        // Somebody again further down, or somebody else with his number.
        let (of, mut line) = lines[dice.roll(lines.len())].clone();
        if dice.one_in(2) {
            line[NAME] = Cell::Text("钱多余".to_owned());
        }
        told.push(format!("{of} again"));
        lines.push((of, line));
    }
    write(truth, &lines, dice, told)
}

fn clean(one: &Truth, dice: &mut Dice) -> Vec<Cell> {
    let sex = if one.id.sex() == cunxuan_core::person::Sex::Male { "男" } else { "女" };
    let group = [
        one.group.to_string(),
        format!("{}组", one.group),
        format!("第{}村民小组", ["一", "二", "三"][usize::from(one.group) - 1]),
    ];
    let text = |text: &str| Cell::Text(text.to_owned());
    let phone = if dice.one_in(2) { one.phone.parse().map_or(text(""), Cell::Number) } else { text(&one.phone) };
    vec![
        text(&group[dice.roll(3)]),
        text(&one.household),
        text(one.relation),
        text(&one.name),
        text(sex),
        text(["汉", "汉族"][dice.roll(2)]),
        text(one.id.text()),
        text("本村户籍"),
        text(if one.away { "外出务工" } else { "在家" }),
        phone,
    ]
}

/// Puts one fault into a line.
fn spoil(fault: usize, one: &Truth, line: &mut [Cell], above: Option<String>, dice: &mut Dice, told: &mut Vec<String>) {
    let id = line[ID].text();
    let wide = |text: &str| text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect::<String>();
    // One fault in a number can be found; of two faults together one in eleven makes another true number.
    let plain = id == one.id.text();
    let spoiled = match fault {
        0 => (NAME, Cell::Text(one.name.chars().map(String::from).collect::<Vec<_>>().join("　"))),
        1 => (NAME, Cell::Text(format!(" {}\u{a0}", one.name))),
        2 => (NAME, Cell::Text(String::new())),
        3 => (SEX, Cell::Text(String::new())),
        4 => (SEX, Cell::Text(["1", "2", "男", "不详"][dice.roll(4)].to_owned())),
        5 if plain => (ID, Cell::Text(format!(" {} {} {}", &id[..6], &id[6..14], &id[14..]))),
        6 if plain => (ID, Cell::Text(wide(&id))),
        7 if plain => (ID, Cell::Text(id.to_lowercase())),
        8 if plain && &id[6..8] == "19" => (ID, Cell::Text(format!("{}{}", &id[..6], &id[8..17]))),
        9 if plain => (ID, Cell::Number(id.replace('X', "0").parse::<f64>().unwrap())),
        10 if plain => (ID, Cell::Text(wrong_digit(&id, dice))),
        11 if plain => (ID, Cell::Text(swapped(&id, dice))),
        12 if plain => (ID, Cell::Text(id[..15 + dice.roll(3)].to_owned())),
        13 => (ID, Cell::Text(String::new())),
        14 if plain => (ID, Cell::Text(format!("'{id}"))),
        15 => (GROUP, Cell::Text(["", "4组", "东头"][dice.roll(3)].to_owned())),
        16 => (HOUSEHOLD, Cell::Number(one.household.parse().unwrap())),
        17 if one.relation != "户主" && above.as_deref() == Some(&one.household) => {
            (HOUSEHOLD, Cell::Text(String::new()))
        }
        _ => return,
    };
    told.push(format!("{} {}: {}", COLUMNS[spoiled.0], one.name, spoiled.1.text()));
    line[spoiled.0] = spoiled.1;
}

fn wrong_digit(id: &str, dice: &mut Dice) -> String {
    let at = dice.roll(17);
    let digit = (id.as_bytes()[at] - b'0' + 1 + u8::try_from(dice.roll(9)).unwrap()) % 10;
    format!("{}{digit}{}", &id[..at], &id[at + 1..])
}

fn swapped(id: &str, dice: &mut Dice) -> String {
    let (at, bytes) = (dice.roll(16), id.as_bytes());
    let (a, b) = (char::from(bytes[at]), char::from(bytes[at + 1]));
    format!("{}{b}{a}{}", &id[..at], &id[at + 2..])
}

/// Writes the lines with what stands around them in an office's files.
fn write(truth: &[Truth], lines: &[(usize, Vec<Cell>)], dice: &mut Dice, mut told: Vec<String>) -> Mess {
    let order: Vec<usize> = shuffled(COLUMNS.len(), dice);
    let (titles, csv, serial) = (dice.roll(5), dice.one_in(3), dice.one_in(2));
    let parts: Vec<Vec<usize>> = match csv || dice.one_in(2) {
        true => vec![(0..lines.len()).collect()],
        // A sheet for some groups, and one for the rest.
        false => (0..2)
            .map(|part| (0..lines.len()).filter(|line| (truth[lines[*line].0].group > 1) == (part == 1)).collect())
            .collect(),
    };
    told.push(format!("{titles} titles, csv {csv}, serial {serial}, columns {order:?}, {} sheets", parts.len()));
    let mut placed = Vec::new();
    let mut sheets = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let heading = || order.iter().map(|column| Cell::Text(COLUMNS[*column].to_owned())).collect::<Vec<_>>();
        let mut rows: Vec<Vec<Cell>> = (0..titles).map(|_| vec![Cell::Text("某村户籍人口登记表".to_owned())]).collect();
        rows.push(heading());
        for at in part {
            if dice.one_in(30) {
                rows.push(Vec::new());
            }
            if dice.one_in(40) {
                rows.push(heading());
            }
            let (of, line) = &lines[*at];
            placed.push((place, u32::try_from(rows.len()).unwrap() + 1, *of));
            rows.push(order.iter().map(|column| line[*column].clone()).collect());
        }
        rows.push(vec![Cell::Text(format!("合计：{}人", part.len()))]);
        rows.push(vec![Cell::Text("制表人：".to_owned()), Cell::Text("填表日期：".to_owned())]);
        if serial {
            number(&mut rows, titles);
        }
        sheets.push(rows);
    }
    let bytes = if csv { as_csv(&sheets[0], dice) } else { as_xlsx(&sheets) };
    Mess { bytes, lines: placed, told }
}

/// A column of running numbers before the rest.
fn number(rows: &mut [Vec<Cell>], titles: usize) {
    for (at, row) in rows.iter_mut().enumerate().skip(titles) {
        let first = if at == titles {
            Cell::Text("序号".to_owned())
        } else {
            Cell::Number(f64::from(u32::try_from(at).unwrap()))
        };
        let foot = row.first().is_some_and(|cell| cell.text().starts_with('合') || cell.text().starts_with('制'));
        if !row.is_empty() && !foot {
            row.insert(0, first);
        }
    }
}

fn shuffled(len: usize, dice: &mut Dice) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    for at in (1..len).rev() {
        order.swap(at, dice.roll(at + 1));
    }
    order
}

fn as_csv(rows: &[Vec<Cell>], dice: &mut Dice) -> Vec<u8> {
    let line = |row: &Vec<Cell>| row.iter().map(Cell::text).collect::<Vec<_>>().join(",") + "\r\n";
    let text: String = rows.iter().map(line).collect();
    match dice.roll(3) {
        0 => GB18030.encode(&text).0.into_owned(),
        1 => ["\u{feff}", &text].concat().into_bytes(),
        _ => text.into_bytes(),
    }
}

fn as_xlsx(sheets: &[Vec<Vec<Cell>>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for rows in sheets {
        put(book.add_worksheet(), rows);
    }
    book.save_to_buffer().unwrap()
}

fn put(sheet: &mut Worksheet, rows: &[Vec<Cell>]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) if text.is_empty() => continue,
                Cell::Text(text) => sheet.write_string(row, column, text).unwrap(),
                Cell::Number(number) => sheet.write_number(row, column, *number).unwrap(),
            };
        }
        if cells.len() == 1 && row == 0 {
            let Cell::Text(title) = &cells[0] else { continue };
            sheet.merge_range(0, 0, 0, 9, title, &Format::new().set_bold()).unwrap();
        }
    }
}
