//! An empty workbook for a whole township (模板): a sheet for each table of the plan, with examples and drop-downs.

use rust_xlsxwriter::{Color, DataValidation, Format, FormatBorder, Workbook, Worksheet, XlsxError};

/// What stands in the first column of a row that is only an example.
pub const EXAMPLE: &str = "示例";
/// The heading of that column.
const MARK: &str = "示例行";
/// Rows for which a drop-down is offered.
const ROWS: u32 = 20_000;

/// One sheet: its name, its headings with what may be chosen there, and two examples.
pub struct Form {
    /// The sheet's name.
    pub name: &'static str,
    /// The headings; an empty list of choices lets anything be written.
    pub columns: &'static [(&'static str, &'static [&'static str])],
    examples: [&'static [&'static str]; 2],
}

const ANY: &[&str] = &[];
const POSTS: &[&str] = &["主任", "副主任", "委员"];
const ROLES: &[&str] = &["总监票人", "监票人", "唱票人", "计票人", "村选委"];
const RULES: &[&str] = &["VC-CN-2026", "VC-CN-2018", "VC-SD-2011"];

/// 乡镇
pub const TOWNSHIP: Form = Form {
    name: "乡镇",
    columns: &[
        ("乡镇代码", ANY),
        ("乡镇名称", ANY),
        ("县（市、区）", ANY),
        ("省（区、市）", ANY),
        ("换届名称", ANY),
        ("开始日期", ANY),
        ("结束日期", ANY),
        ("规则", RULES),
    ],
    examples: [
        &["990786108", "某镇", "某市", "某省", "2026年村民委员会换届选举", "2026-10-11", "2026-11-13", "VC-CN-2026"],
        &["990786109", "另一镇", "某市", "某省", "2026年村民委员会换届选举", "2026-10-11", "2026-11-13", "VC-CN-2026"],
    ],
};

/// 村
pub const VILLAGES: Form = Form {
    name: "村",
    columns: &[
        ("行政村代码", ANY),
        ("村名", ANY),
        ("工作组", ANY),
        ("选举日", ANY),
        ("选民名单公布日", ANY),
        ("特别情况", ANY),
    ],
    examples: [
        &["990786108201", "东村", "1", "2026-11-05", "2026-10-15", "试点"],
        &["990786108202", "西村", "1", "2026-11-06", "2026-10-16", ""],
    ],
};

/// 小组
pub const GROUPS: Form = Form {
    name: "小组",
    columns: &[("行政村代码", ANY), ("组号", ANY), ("小组名称", ANY), ("票箱号", ANY)],
    examples: [&["990786108201", "1", "第一村民小组", "01"], &["990786108201", "2", "第二村民小组", "02"]],
};

/// 职位
pub const SEATS: Form = Form {
    name: "职位",
    columns: &[("行政村代码", ANY), ("职务", POSTS), ("名额", ANY)],
    examples: [&["990786108201", "主任", "1"], &["990786108201", "委员", "3"]],
};

/// 候选人
pub const CANDIDATES: Form = Form {
    name: "候选人",
    columns: &[("行政村代码", ANY), ("职务", POSTS), ("姓名", ANY), ("公民身份号码", ANY)],
    examples: [
        &["990786108201", "主任", "某甲", "990786198001010010"],
        &["990786108201", "委员", "某乙", "990786198001010029"],
    ],
};

/// 工作人员
pub const STAFF: Form = Form {
    name: "工作人员",
    columns: &[("行政村代码", ANY), ("职责", ROLES), ("姓名", ANY), ("公民身份号码", ANY)],
    examples: [
        &["990786108201", "监票人", "某丙", "990786198001010037"],
        &["990786108201", "计票人", "某丁", "990786198001010045"],
    ],
};

/// 包村联络员
pub const OFFICERS: Form = Form {
    name: "包村联络员",
    columns: &[("编号", ANY), ("姓名", ANY), ("工作组", ANY), ("职责", ANY), ("手机号", ANY), ("负责的村", ANY)],
    examples: [
        &["O001", "某戊", "1", "包村联络员", "13900000001", "990786108201"],
        &["O002", "某己", "1", "包村联络员", "13900000002", "990786108201、990786108202"],
    ],
};

/// 居民
pub const RESIDENTS: Form = Form {
    name: "居民",
    columns: &[
        ("行政村代码", ANY),
        ("村民小组", ANY),
        ("户号", ANY),
        ("与户主关系", ANY),
        ("姓名", ANY),
        ("性别", &["男", "女"]),
        ("民族", ANY),
        ("公民身份号码", ANY),
        ("户籍", &["本村", "外村"]),
        ("居住情况", &["在村", "外出"]),
        ("居住月数", ANY),
        ("参选意愿", &["参加", "申请参加", "联系不上", "不参加"]),
        ("村民代表会议同意", &["是", "否"]),
        ("备注", ANY),
        ("政治面貌", ANY),
        ("文化程度", ANY),
        ("手机号", ANY),
    ],
    examples: [
        &["990786108201", "1", "01001", "户主", "某甲", "男", "汉族", "990786198001010010", "本村", "在村"],
        &["990786108201", "1", "01001", "配偶", "某乙", "女", "汉族", "990786198001010029", "本村", "外出"],
    ],
};

/// All sheets, in their order.
pub const FORMS: [&Form; 8] = [&TOWNSHIP, &VILLAGES, &GROUPS, &SEATS, &CANDIDATES, &STAFF, &OFFICERS, &RESIDENTS];

/// What the last sheet explains.
const NOTES: [&str; 10] = [
    "每张表第一行是表头，不要改；第一列写着“示例”的行导入时跳过，可以删掉。",
    "身份证号、代码、户号、手机号按文本填写（本表已设好），不要让表格软件变成数字。",
    "“乡镇”只填一行。规则：选举日在2026年及以后的填 VC-CN-2026（村民委员会组织法2025年修订），更早的填 VC-CN-2018，VC-SD-2011 加山东省的办法。",
    "“村”一村一行；选举日写成 2026-11-05。特别情况有几样，用顿号分开。",
    "“小组”一组一行；票箱号两位数字，如 01。",
    "“职位”一村一职一行，从高到低。",
    "“候选人”按选票上的次序填；还没有候选人就空着，以后再导入一次。",
    "“工作人员”是监票、唱票、计票的人；职责从下拉里选。",
    "“包村联络员”负责的村填代码或村名，几个村用顿号分开。手机号用来登录。",
    "“居民”就是户籍表，也可以一村一份另外导入：cunxuan import 文件 --village 村代码。",
];

/// The workbook as bytes.
///
/// # Errors
/// When it cannot be made.
pub fn write() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for form in FORMS {
        fill(book.add_worksheet(), form)?;
    }
    let sheet = book.add_worksheet().set_name("说明")?;
    sheet.set_column_width(0, 100)?;
    for (row, note) in (0..).zip(NOTES) {
        sheet.write_string_with_format(row, 0, note, &Format::new().set_text_wrap())?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E4_EDF0)).set_border(FormatBorder::Thin);
    let grey = Format::new().set_font_color(Color::RGB(0x0080_8080)).set_italic().set_num_format("@");
    // Text everywhere, so that no spreadsheet makes a number of an ID.
    let text = Format::new().set_num_format("@");
    sheet.set_name(form.name)?.set_freeze_panes(1, 0)?;
    sheet.write_string_with_format(0, 0, MARK, &head)?;
    for (column, (heading, choices)) in (1..).zip(form.columns) {
        let wide = if heading.ends_with("号码") || heading.ends_with("代码") { 22 } else { 14 };
        sheet.set_column_width(column, wide)?.set_column_format(column, &text)?;
        sheet.write_string_with_format(0, column, *heading, &head)?;
        if !choices.is_empty() {
            let offer = DataValidation::new().allow_list_strings(choices)?;
            sheet.add_data_validation(1, column, ROWS, column, &offer)?;
        }
    }
    for (row, example) in (1..).zip(form.examples) {
        sheet.write_string_with_format(row, 0, EXAMPLE, &grey)?;
        for (column, value) in (1..).zip(example) {
            sheet.write_string_with_format(row, column, *value, &grey)?;
        }
    }
    Ok(())
}
