//! Which column holds what (认表头): found by the words above it, or as somebody said.

use super::sheet::Sheet;
use cunxuan_core::api::lists::{Field, Mapping};

/// Rows in which the headings may stand.
const TOP: u32 = 12;
/// The words for each column, in their plain form.
const WORDS: [(Field, &[&str]); 18] = [
    (Field::Village, &["行政村代码", "行政村", "村代码", "村名", "村名称", "村居", "所在村", "村居名称"]),
    (Field::Group, &["村民小组", "组别", "小组", "组号", "组", "村组", "所在小组", "小组号", "村民组", "所属小组"]),
    (
        Field::Household,
        &["户号", "户编号", "户序号", "家庭编号", "户籍号", "户口簿号", "户口本号", "户口编号", "家庭户号", "户次"],
    ),
    (Field::Relation, &["与户主关系", "关系", "家庭关系", "与户主的关系", "和户主关系", "户主关系", "成员关系"]),
    (Field::Name, &["姓名", "名字", "居民姓名", "村民姓名", "选民姓名", "人员姓名", "家庭成员", "成员姓名"]),
    (Field::Sex, &["性别", "男女"]),
    (Field::Ethnic, &["民族"]),
    (
        Field::Id,
        &[
            "公民身份号码",
            "身份证号码",
            "身份证号",
            "身份证",
            "身份号码",
            "公民身份证号码",
            "公民身份证号",
            "居民身份证号码",
            "居民身份证号",
            "证件号码",
            "证件号",
            "身份证件号码",
        ],
    ),
    (Field::Birth, &["出生日期", "出生年月", "出生年月日", "生日", "出生"]),
    (Field::Hukou, &["户籍", "户籍性质", "户籍情况", "是否本村户籍", "户籍类别"]),
    (Field::Residence, &["居住情况", "是否在村", "在村情况", "居住状况", "是否外出", "人员去向"]),
    (Field::Months, &["居住月数", "居住时间", "居住时长", "居住年限", "在村居住月数"]),
    (Field::Wish, &["参选意愿", "是否参选", "是否参加选举", "参加选举意愿", "是否参加"]),
    (Field::Assembly, &["村民代表会议同意", "村民代表会议是否同意", "代表会议同意", "是否同意"]),
    (Field::Remark, &["备注", "说明", "备考", "情况说明"]),
    (Field::Party, &["政治面貌"]),
    (Field::Education, &["文化程度", "学历", "受教育程度"]),
    (Field::Phone, &["手机号", "联系电话", "电话", "手机", "手机号码", "电话号码", "联系方式", "本人电话"]),
];

/// The heading of a column in the lists that the county hands over.
#[must_use]
pub fn heading(field: Field) -> &'static str {
    WORDS.iter().find(|(of, _)| *of == field).and_then(|(_, words)| words.first()).unwrap_or(&"")
}

/// The field that has this heading in the lists that the county hands over.
#[must_use]
pub fn field_of(column: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|field| heading(*field) == column)
}

/// Finds the headings of a sheet: the row of the first dozen that names most columns, a name and an ID among them.
#[must_use]
pub fn find(sheet: &Sheet, place: u32) -> Mapping {
    let rows = sheet.rows.range(..=TOP).map(|(row, _)| *row);
    let named = |row: &u32| fields(sheet, *row).iter().flatten().count();
    let best = rows.rev().max_by_key(named).filter(|row| complete(&with_next(sheet, *row)));
    let columns = best.map(|row| with_next(sheet, row)).unwrap_or_default();
    Mapping { sheet: place, header_row: best.unwrap_or(0), columns }
}

/// The columns as this row names them.
#[must_use]
pub fn at(sheet: &Sheet, place: u32, row: u32) -> Mapping {
    Mapping { sheet: place, header_row: row, columns: with_next(sheet, row) }
}

/// Whether a row holds headings and no person: what stands in it names the columns.
#[must_use]
pub fn is_heading(sheet: &Sheet, row: u32) -> bool {
    fields(sheet, row).iter().flatten().count() >= 2
}

fn complete(columns: &[Option<Field>]) -> bool {
    [Field::Name, Field::Id].iter().all(|field| columns.contains(&Some(*field)))
}

/// Whether this row goes on with the headings above it, for columns that stand under a common one.
#[must_use]
pub fn goes_on(sheet: &Sheet, row: u32) -> bool {
    let cells = sheet.rows.get(&row).map(Vec::as_slice).unwrap_or_default();
    let figures = cells.iter().any(|cell| cell.text().contains(char::is_numeric));
    !figures && fields(sheet, row).iter().flatten().count() > 0
}

fn with_next(sheet: &Sheet, row: u32) -> Vec<Option<Field>> {
    let mut columns = fields(sheet, row);
    let next = row.saturating_add(1);
    if goes_on(sheet, next) {
        let below = fields(sheet, next);
        columns.resize(columns.len().max(below.len()), None);
        for (column, field) in columns.iter_mut().zip(below) {
            *column = column.or(field);
        }
        once(&mut columns);
    }
    columns
}

/// What each cell of a row names.
fn fields(sheet: &Sheet, row: u32) -> Vec<Option<Field>> {
    let cells = sheet.rows.get(&row).map(Vec::as_slice).unwrap_or_default();
    let mut fields: Vec<_> = cells.iter().map(|cell| named(cell.text())).collect();
    once(&mut fields);
    fields
}

/// Of two columns of one kind the first counts.
fn once(columns: &mut [Option<Field>]) {
    let mut seen = std::collections::BTreeSet::new();
    columns.iter_mut().for_each(|column| *column = column.filter(|field| seen.insert(*field)));
}

fn named(text: &str) -> Option<Field> {
    let plain = plain(text);
    WORDS.iter().find(|(_, words)| words.contains(&plain.as_str())).map(|(field, _)| *field)
}

/// A heading without blanks, signs, and what stands in brackets.
fn plain(text: &str) -> String {
    let open = text.find(['（', '(', '【', '[']).unwrap_or(text.len());
    text.get(..open).unwrap_or(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
