//! Short code for short lists: each use of the standard library's sort adds four kilobytes to what a phone downloads.

use std::collections::{BTreeMap, BTreeSet};

/// Puts a short list in order by insertion; equal elements keep their order.
pub fn sort_by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut sorted: Vec<T> = Vec::with_capacity(list.len());
    for element in list.drain(..) {
        let place = sorted.iter().rposition(|other| key(other) <= key(&element)).map_or(0, |before| before + 1);
        sorted.insert(place, element);
    }
    *list = sorted;
}

/// Puts a short list in order by insertion.
pub fn sort<T: Ord + Clone>(list: &mut Vec<T>) {
    sort_by_key(list, T::clone);
}

/// A map made by inserting one pair after the other; of two with one key the later stays.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// A set made by inserting one element after the other.
pub fn set<T: Ord>(elements: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(elements);
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lists_come_into_order_and_equals_keep_theirs() {
        for list in [vec![], vec![1], vec![3, 1, 2], vec![2, 1, 2, 1], vec![5, 4, 3, 2, 1]] {
            let (mut ours, mut theirs) = (list.clone(), list);
            sort(&mut ours);
            theirs.sort();
            assert_eq!(ours, theirs);
        }
        let mut pairs = vec![(1, 'b'), (0, 'c'), (1, 'a'), (0, 'd')];
        sort_by_key(&mut pairs, |(number, _)| *number);
        assert_eq!(pairs, [(0, 'c'), (0, 'd'), (1, 'b'), (1, 'a')]);
    }
}
