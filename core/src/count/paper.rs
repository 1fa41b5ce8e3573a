//! A called paper (唱出的一张票): names post by post, or why there are none.

use crate::id::SeriesNo;
use minicbor::{Decode, Encode};

/// What was called from one paper.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Paper {
    /// Names, post by post in the order of the form.
    #[n(0)]
    Marked {
        /// One section a post.
        #[n(0)]
        sections: Vec<Section>,
    },
    /// No mark at all (空白票).
    #[n(1)]
    Blank,
    /// No section can be read (无法辨认).
    #[n(2)]
    Unreadable,
    /// Damaged or soiled (污损).
    #[n(3)]
    Damaged,
    /// Of a void series, found in the box and set aside.
    #[n(4)]
    SetAside {
        /// The series.
        #[n(0)]
        series: SeriesNo,
    },
}

/// What was called for one post.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Section {
    /// Names.
    #[n(0)]
    Names {
        /// For whom.
        #[n(0)]
        yes: Vec<Mark>,
        /// Against whom, on papers that ask for it.
        #[n(1)]
        no: Vec<Mark>,
    },
    /// More names than seats, not called one by one (多选).
    #[n(1)]
    OverMarked,
    /// This section cannot be read.
    #[n(2)]
    Unreadable,
}

/// One name on a paper.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub enum Mark {
    /// A printed candidate of the post.
    #[n(0)]
    Printed {
        /// His place in the printed order, from 0.
        #[n(0)]
        index: u8,
    },
    /// A name written in (另选他人).
    #[n(1)]
    Written {
        /// The name.
        #[n(0)]
        name: String,
    },
}
