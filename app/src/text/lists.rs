//! Words for importing household lists (导入户籍表用语).

use cunxuan_core::api::lists::{Field, Heap, ListState, Mend, MendView, ProblemCode, ProblemView};

/// Title of the screen.
pub const TITLE: &str = "导入户籍表";
/// Label of the list of villages.
pub const VILLAGE: &str = "一、选村";
/// No village is chosen yet.
pub const CHOOSE: &str = "请选择";
/// Label of the field for the file.
pub const FILE: &str = "二、选文件（也可以拖到这里）";
/// No file is chosen yet.
pub const CHOOSE_FILE: &str = "选文件…";
/// What files may be chosen.
pub const FILE_NOTE: &str = "Excel 表或 CSV，不超过 8 MB。先看一遍，不会马上导入。";
/// The file is on its way.
pub const READING: &str = "正在读取…";
/// The list is on its way into the record.
pub const IMPORTING: &str = "正在导入…";
/// Title of the columns.
pub const COLUMNS: &str = "三、核对表头";
/// How to put the columns right.
pub const COLUMNS_NOTE: &str = "认错的列，在右边改。";
/// A column that is passed over.
pub const PASSED_OVER: &str = "不导入";
/// A sheet that is passed over.
pub const NO_HEADER: &str = "没认出表头，不读这张表";
/// Label of the row with the headings.
pub const HEADER_ROW: &str = "表头在";
/// Nothing was read yet.
pub const EMPTY: &str = "选好村和文件，这里会列出哪些可导入、哪些已修正、哪些要人工看。";
/// No row lies in a heap.
pub const NO_ROWS: &str = "没有这样的行。";
/// Headings of the rows.
pub const HEADINGS: [&str; 6] = ["行", "组", "姓名", "身份证号", "说明", "导入"];
/// The row is imported.
pub const YES: &str = "导入";
/// The row is not imported.
pub const NO: &str = "不导入";
/// Fetches the rows to be looked at.
pub const PROBLEMS: &str = "下载问题行";
/// Takes the list back.
pub const UNDO: &str = "撤销导入";
/// The list was taken back.
pub const WITHDRAWN: &str = "已撤销，这批人不在村里了。";

/// The name of a heap.
pub fn heap(heap: Heap) -> &'static str {
    match heap {
        Heap::Ready => "可导入",
        Heap::Mended => "已修正",
        Heap::Look => "要人工看",
    }
}

/// What the button for importing says.
pub fn import(people: u32) -> String {
    ["导入 ", &super::desk::count(people), " 人"].concat()
}

/// What became of the list.
pub fn state(state: ListState, people: u32) -> String {
    match state {
        ListState::Staged => String::new(),
        ListState::Imported => ["已导入 ", &super::desk::count(people), " 人。"].concat(),
        ListState::Withdrawn => WITHDRAWN.to_owned(),
    }
}

/// What else is to be said of the counts.
pub fn counts(refused: u32, known: u32, skipped: u32) -> String {
    let refused = ["不导入 ", &refused.to_string(), " 行"].concat();
    let known = ["村里已有 ", &known.to_string(), " 人"].concat();
    let skipped = ["跳过说明、合计等 ", &skipped.to_string(), " 行"].concat();
    [refused, known, skipped].join("　")
}

/// The number of a row of headings.
pub fn row(row: u32) -> String {
    match row {
        0 => NO_HEADER.to_owned(),
        row => ["第 ", &row.to_string(), " 行"].concat(),
    }
}

/// What a column holds.
pub fn field(field: Field) -> &'static str {
    match field {
        Field::Village => "行政村",
        Field::Group => "村民小组",
        Field::Household => "户号",
        Field::Relation => "与户主关系",
        Field::Name => "姓名",
        Field::Sex => "性别",
        Field::Ethnic => "民族",
        Field::Id => "身份证号",
        Field::Birth => "出生日期",
        Field::Hukou => "户籍",
        Field::Residence => "居住情况",
        Field::Months => "居住月数",
        Field::Wish => "参选意愿",
        Field::Assembly => "代表会议同意",
        Field::Remark => "备注",
        Field::Party => "政治面貌",
        Field::Education => "文化程度",
        Field::Phone => "手机号",
    }
}

/// What was mended.
pub fn mend(it: &MendView) -> String {
    let how = match it.mend {
        Mend::Signs => "去掉空格等",
        Mend::FifteenDigits => "15 位升 18 位",
        Mend::SexFromId => "按身份证号补",
        Mend::Zeros => "补回前面的 0",
        Mend::FromAbove => "随上一行",
        Mend::GroupAdded => "各组户号重复，加组号",
        Mend::YearsToMonths => "年折成月",
    };
    let was = if it.was.is_empty() { "空" } else { &it.was };
    [field(it.field), "：", was, " → ", &it.became, "（", how, "）"].concat()
}

/// What must be looked at.
pub fn problem(it: &ProblemView) -> String {
    let what = match it.code {
        ProblemCode::UnknownVillage => "不是本村的人，或者村名写错",
        ProblemCode::UnknownGroup => "没有这个村民小组",
        ProblemCode::NoHousehold => "没有户号",
        ProblemCode::NoName => "没有姓名",
        ProblemCode::OddName => "姓名里有数字或符号",
        ProblemCode::NoId => "没有身份证号",
        ProblemCode::IdAsNumber => "存成了数字，后几位已丢失，要重新录入",
        ProblemCode::IdLength => "位数不对",
        ProblemCode::IdDigit => "有不是数字的字",
        ProblemCode::IdDate => "出生日期不存在",
        ProblemCode::IdCheckDigit => "校验不对，可能抄错一位",
        ProblemCode::IdRepeated => "同一人又出现，只导入前一行",
        ProblemCode::IdOfTwo => "两个姓名用同一个号",
        ProblemCode::IdKnown => "村里已有此号，姓名不同",
        ProblemCode::SexDiffers | ProblemCode::BirthDiffers => "与身份证号不符",
        ProblemCode::UnknownValue => "填写的内容认不出",
        ProblemCode::Remark => "要人工看",
    };
    let other = if it.other == 0 { String::new() } else { ["（第 ", &it.other.to_string(), " 行）"].concat() };
    [field(it.field), "：", what, &other].concat()
}

/// Why something was refused, by the server's code.
pub fn refused(code: &str) -> &'static str {
    match code {
        "UNREADABLE_FILE" => "这个文件读不了。请另存为 Excel 工作簿（.xlsx）再选一次。",
        "TOO_LARGE" => "文件太大，超过 8 MB。",
        "NO_SUCH_LIST" => "服务器重新启动过，请再选一次文件。",
        "LIST_DONE" => "这批已经办过了。",
        "NOTHING_NEW" => "没有新的人可导入。",
        "LIST_BUILT_ON" => "这批里已经有人登记了，不能整批撤销。",
        _ => super::desk::NO_SERVER,
    }
}
