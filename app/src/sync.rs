//! Exchanging with the township (同步): carries out what the core's exchange asks for.

use crate::browser::net::{Ask, NetError, Wire};
use crate::browser::timer::after;
use crate::browser::{page, spawn};
use crate::session::{Session, now_ms, wall};
use cunxuan_core::id::to_bytes;
use cunxuan_core::record::exchange::{Failure, Input, Output, SyncRequest};
use leptos::prelude::*;

/// The time for one exchange, in milliseconds: 256 KiB over a bad line.
const TIMEOUT_MS: u32 = 30_000;

/// Begins to exchange, and wakes whenever the page comes to the front or the network back.
pub fn begin(session: Session) {
    refresh(session);
    step(session, Input::Wake);
    page::on_visible(move |visible| {
        if visible {
            step(session, Input::Wake);
        }
    });
    page::on_online(move |_| step(session, Input::Wake));
}

/// One step of the exchange, and whatever it asks for.
pub fn step(session: Session, input: Input) {
    let outputs = session.step(input);
    refresh(session);
    if !outputs.is_empty() {
        spawn(carry_out(session, outputs));
    }
}

async fn carry_out(session: Session, outputs: Vec<Output>) {
    for output in outputs {
        match output {
            Output::Send(request) => spawn(send(session, request)),
            Output::Take(ranges) => {
                // What could not be kept was not taken in, and is asked for again with the next request.
                if let Err(error) = session.take_in(ranges).await {
                    session.wrong(&error.into());
                }
                refresh(session);
            }
            Output::At(due) => {
                let wait = u32::try_from(due.saturating_sub(now_ms()).saturating_add(1)).unwrap_or(u32::MAX);
                session.wake_at(after(wait, move || step(session, Input::Due)));
            }
        }
    }
}

async fn send(session: Session, mut request: SyncRequest) {
    session.seal(&mut request.push).await;
    let (body, token) = (to_bytes(&request), session.officer().token);
    let ask =
        Ask { path: "/api/sync", wire: Wire::Cbor, body: Some(&body), bearer: Some(&token), timeout_ms: TIMEOUT_MS };
    let input = match ask.send().await {
        Ok(answer) => match minicbor::decode(&answer) {
            Ok(answer) => {
                session.keep_receipts(&answer).await;
                Input::Answer(answer)
            }
            Err(_) => Input::Failed(Failure::Unreachable),
        },
        Err(NetError::Status(401, _)) => Input::Failed(Failure::SignedOut),
        Err(NetError::Status(_, _)) => Input::Failed(Failure::Refused),
        Err(NetError::Offline | NetError::Timeout | NetError::NotOurs) => Input::Failed(Failure::Unreachable),
    };
    step(session, input);
}

/// Works the chip out anew.
fn refresh(session: Session) {
    let (unsent, sure, mut outbox) = session.sending();
    if sure {
        session.remember_held();
    }
    let before = session.outbox.get_untracked();
    let settled = sure && unsent == 0 && outbox.failure.is_none() && !outbox.asking;
    outbox.settled = if settled { Some(wall()) } else { before.settled };
    if outbox != before {
        session.outbox.set(outbox);
    }
}
