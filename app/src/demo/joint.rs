//! Documents that several agencies issue together: one waits for the second of two partners, one gets no number, since
//! its partner went back on its approval.

use super::cast::{Cast, Office, Seat};
use super::system;
use crate::failure::Outcome;
use calendar::Time;
use context::{Ctx, Uuid};
use documents::Error;
use documents::actions::outgoing::papers::{self, Which};
use documents::actions::outgoing::writing::{self, WriteInput};
use documents::actions::outgoing::{self as out, DraftInput, RecipientInput, StepInput, SubmitInput};
use documents::model::document::Way;
use documents::model::route::{Asked, PlannedStep, StepKind, StepState};
use documents::store::route;
use edge::App;
use prose::Prose;

const PLAN: &str = "Phối hợp rà soát, chuẩn hóa quy trình liên thông giải quyết thủ tục hành chính";
const PLAN_TEXT: &str = "## I. MỤC ĐÍCH\n\n\
    Thống nhất quy trình liên thông giữa các cơ quan, không yêu cầu người dân nộp lại giấy tờ đã có.\n\n\
    ## II. PHÂN CÔNG\n\n\
    1. Cơ quan chủ trì tổng hợp danh mục thủ tục liên thông.\n\
    2. Cơ quan phối hợp rà soát phần thuộc thẩm quyền, gửi kết quả trước ngày 15 hằng tháng./.";
const RULES: &str = "Quy chế phối hợp cung cấp số liệu công chức, viên chức và quỹ lương";
const RULES_TEXT: &str = "1. Hai cơ quan trao đổi số liệu định kỳ hằng quý qua hệ thống.\n\
    2. Số liệu cung cấp phải thống nhất với báo cáo đã gửi Ủy ban nhân dân Thành phố./.";

/// Plays both, some hours before now.
///
/// # Errors
/// Those of the actions.
pub(crate) fn play(app: &App, cast: &Cast, now: Time) -> Outcome {
    let led = |office: &&Office| office.leader.is_some() && office.above.is_some();
    let mut offices = cast.offices.iter().filter(led);
    let (Some(lead), Some(first), Some(second)) = (offices.next(), offices.next(), offices.next()) else {
        return Ok(());
    };
    let waits = approved(app, lead, PLAN, PLAN_TEXT, &[first, second], now)?;
    agree(app, first, waits, now)?;
    let refused = approved(app, lead, RULES, RULES_TEXT, &[second], now)?;
    agree(app, second, refused, now)?;
    if let Some(leader) = &second.leader {
        let ctx = at(app, leader, now);
        let reason = "Số liệu quỹ lương chưa thống nhất giữa hai cơ quan";
        app.db.write(&ctx, |tx| out::refuse_joint(tx, &ctx, refused, second.agency, reason))?;
    }
    Ok(())
}

fn at(app: &App, seat: &Seat, at: Time) -> Ctx {
    let mut ctx = system(app, at);
    ctx.actor = seat.actor.clone();
    ctx
}

/// The partner's leader approves at once.
fn agree(app: &App, partner: &Office, id: Uuid, now: Time) -> Outcome {
    if let Some(leader) = &partner.leader {
        let ctx = at(app, leader, now.plus(-Time::HOUR));
        app.db.write(&ctx, |tx| out::cosign(tx, &ctx, id, partner.agency, &StepInput::default()))?;
    }
    Ok(())
}

/// A joint document that the lead's signer has approved.
fn approved(
    app: &App,
    lead: &Office,
    subject: &str,
    text: &str,
    partners: &[&Office],
    now: Time,
) -> Outcome<Uuid> {
    let ctx = at(app, lead.drafter(0), now.plus(-4 * Time::HOUR));
    let draft = DraftInput {
        kind: "KH".to_owned(),
        subject: subject.to_owned(),
        urgency: "normal".to_owned(),
        body: Some(lead.body),
        way: Way::Joint,
        partners: partners.iter().map(|one| one.agency).collect(),
        signer: lead.leader.as_ref().map(|leader| leader.position),
        recipients: vec![RecipientInput::Tier { tier: 2 }],
        ..DraftInput::default()
    };
    let id = app.db.write(&ctx, |tx| out::create_draft(tx, &ctx, &draft, &[]))?;
    let input = WriteInput { title: String::new(), body: Prose::parse(text), version: None };
    app.db.write(&ctx, |tx| writing::write(tx, &ctx, id, 0, &input))?;
    let steps: Vec<PlannedStep> = lead
        .route(0)
        .into_iter()
        .zip(1..)
        .map(|((kind, seat), ordinal)| PlannedStep { kind, ordinal, who: Asked::Position(seat.position) })
        .collect();
    let signer = steps.iter().find(|step| step.kind == StepKind::Signer).map(|step| step.who.desk());
    let laid = papers::set(&app.db, &app.files, &app.papers, &ctx, id, Which::Written, |read, document| {
        papers::sign_by(read, &ctx, document, signer)
    })?;
    app.db.write(&ctx, |tx| papers::lay(tx, &ctx, id, &laid, None))?;
    let words = "Kính trình lãnh đạo xem xét, ký ban hành liên tịch.".to_owned();
    let input = SubmitInput { steps, words, version: None };
    app.db.write(&ctx, |tx| out::submit(tx, &ctx, id, &input))?;
    for (_, seat) in lead.route(0) {
        let ctx = at(app, seat, now.plus(-3 * Time::HOUR));
        app.db.write(&ctx, |tx| -> Result<(), Error> {
            let waiting = route::steps(tx, id)?.into_iter().find(|step| step.state() == StepState::Current);
            let Some(step) = waiting else { return Ok(()) };
            out::approve(tx, &ctx, step.id, &StepInput::default())
        })?;
    }
    Ok(id)
}
