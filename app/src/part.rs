//! The parts every screen is built from (部件): plain properties in, callbacks out.
//!
//! A part knows nothing of elections or of the record. It says what it is by its words, never by
//! colour alone, and every one that can be pressed is a real button.

mod action;
mod bar;
mod card;
mod desk;
mod form;
mod hero;
mod icon;
mod pad;
mod reconcile;
mod sheet;
mod sign;
mod tally;
mod tone;

pub use action::{Button, Weight};
pub use bar::{SyncChip, SyncState, Tab, TabBar, TopBar};
pub use card::{Counter, CounterStrip, Notice, PersonLine, StatusChip, Toast};
pub use desk::{Kpi, StageCell, StageMark};
pub use form::Field;
pub use hero::{Hero, TaskRow, TaskState};
pub use icon::{Icon, icon};
pub use pad::{IdPad, InitialsPad, NumPad, Typed, bit_of_initial};
pub use reconcile::{Equation, EquationList};
pub use sheet::{ReasonSheet, Sheet};
pub use sign::{Ink, SignaturePad, Stroke};
pub use tally::{Gate, OfficeHead, PatternKey, ReadbackBar, Tick, TickStrip, ZhengRow, zheng, zhengs};
pub use tone::Tone;
