//! What the desks of the part of the story that is seen at once keep: rules that send familiar documents straight on,
//! and a roster of the nights to come.

use super::cast::{Cast, Office};
use calendar::Time;
use context::{Ctx, Law, Uuid};
use db::Tx;
use documents::Error;
use documents::actions::incoming::{make_rule, set_shift};
use documents::model::direction::Target;
use documents::model::roster::ShiftInput;
use documents::model::rule::RuleInput;
use std::sync::Arc;

/// How many nights are filled.
const NIGHTS: i32 = 10;

/// Enters all of it, as whoever prepares the directions of each agency, as of an instant.
pub(super) fn play(tx: &mut Tx<'_>, law: &Arc<Law>, cast: &Cast, now: Time) -> Result<(), Error> {
    for office in &cast.offices {
        if let Some(seat) = &office.office {
            let ctx = Ctx::new(seat.actor.clone(), now, Arc::clone(law));
            rules(tx, &ctx, office)?;
            nights(tx, &ctx, office, seat.position)?;
        }
    }
    Ok(())
}

fn rules(tx: &mut Tx<'_>, ctx: &Ctx, office: &Office) -> Result<(), Error> {
    let kept = [
        ("Tài sản công", "tài sản công, kiểm kê tài sản", 0, true),
        ("Mời họp", "giấy mời, mời họp", 1, false),
    ];
    for (name, words, unit, straight) in kept {
        let Some(unit) = office.units.get(unit) else { continue };
        let rule = RuleInput {
            name: name.to_owned(),
            issuer: String::new(),
            kind: String::new(),
            words: words.to_owned(),
            urgency: String::new(),
            lead: Target::Unit(unit.id),
            direction: "Tham mưu, báo cáo lãnh đạo.".to_owned(),
            days: Some(5),
            straight,
            is_on: true,
            from: ctx.now.day(),
            until: None,
            ordinal: 0,
        };
        make_rule(tx, ctx, &rule)?;
    }
    Ok(())
}

/// From the evening until the next morning, whoever heads a unit first, whoever prepares the directions next; the last
/// but one of them has nobody yet.
fn nights(tx: &mut Tx<'_>, ctx: &Ctx, office: &Office, second: Uuid) -> Result<(), Error> {
    let heads: Vec<Uuid> = office.units.iter().map(|unit| unit.head.position).collect();
    for n in 0..NIGHTS {
        let day = ctx.now.day().plus(n);
        let first = usize::try_from(n).ok().and_then(|n| heads.get(n % heads.len().max(1))).copied();
        let people = first.into_iter().chain([second]).filter(|_| n != NIGHTS - 2).collect();
        let (starts, ends) = (Time::local(day, 17, 0), Time::local(day.plus(1), 8, 0));
        set_shift(tx, ctx, None, &ShiftInput { starts, ends, people })?;
    }
    Ok(())
}
