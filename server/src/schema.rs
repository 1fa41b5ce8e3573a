//! The tables of the database, as `migrations/` makes them.

#![allow(missing_docs)] // The columns are described where they are made.

diesel::table! {
    entry (township, scope, log, seq, id) {
        township -> Text,
        scope -> Text,
        log -> Binary,
        seq -> BigInt,
        id -> Binary,
        prev -> Binary,
        bytes -> Binary,
        salt -> Nullable<Binary>,
        body -> Nullable<Binary>,
        received_at -> BigInt,
    }
}

diesel::table! {
    progress (township, scope) {
        township -> Text,
        scope -> Text,
        row_json -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    account (township, actor) {
        township -> Text,
        actor -> BigInt,
        code -> Text,
        name -> Text,
        phone -> Text,
        scopes -> Text,
    }
}

diesel::table! {
    token (hash) {
        hash -> Binary,
        township -> Text,
        actor -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    code (township, actor) {
        township -> Text,
        actor -> BigInt,
        hash -> Binary,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    meta (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    problem (township, no) {
        township -> Text,
        no -> BigInt,
        line -> BigInt,
        village -> Text,
        code -> Text,
        heading -> Text,
        imported -> BigInt,
    }
}

diesel::table! {
    seal (township, scope, log, head) {
        township -> Text,
        scope -> Text,
        log -> Binary,
        seq -> BigInt,
        head -> Binary,
        bytes -> Binary,
    }
}

diesel::table! {
    returned (township, scope, phone) {
        township -> Text,
        scope -> Text,
        phone -> BigInt,
        entries -> BigInt,
    }
}
