//! Text that people and directories send, which must stay text.

use latchkey::{
    domain::{
        contact::{Mailbox, Phone},
        locale::Locale,
        message::Address,
        policy::HelpDesk,
    },
    render::{
        Frame, Org, Rendered, Renderer,
        contexts::{Help, Landing, Link, ResetStart, Step, WholeContact},
        pages::Page as _,
    },
};
use proptest::prelude::*;

use super::renderer;

const POLYGLOTS: [&str; 8] = [
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=alert()//>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "{{7*7}}${7*7}<%=7*7%>{% include \"layout.html\" %}",
    "{ $org } { -term } { NUMBER(1) }",
    "\u{202E}txet desrever\u{202C}",
    "a\r\nBcc: victim@example.net",
];

#[test]
fn r100_r104_hostile_names_are_shown_as_text() {
    let renderer = renderer();
    for hostile in POLYGLOTS {
        let frame = Frame {
            organisation: hostile.to_owned(),
            csrf: hostile.to_owned(),
            help_desk: HelpDesk { link: Some(hostile.to_owned()), text: hostile.to_owned(), mailbox: None },
            ..Renderer::sample_frame(&Locale::english())
        };
        let start = ResetStart { login: hostile.to_owned(), error: None, step: Some(Step { current: 1, total: 4 }) };
        let mut contact = WholeContact::sample().swap_remove(3);
        contact.hint = Some(hostile.to_owned());
        contact.value = hostile.to_owned();
        let landing = Landing {
            text: vec![hostile.to_owned()],
            links: vec![Link { label: hostile.to_owned(), href: hostile.to_owned() }],
            ..Landing::sample().swap_remove(0)
        };
        let help = Help {
            support_id: Some(hostile.to_owned()),
            login: hostile.to_owned(),
            note: hostile.to_owned(),
            can_send: true,
            error: None,
        };
        let plain = Renderer::sample_frame(&Locale::english());
        let tags = |html: &str| html.matches('<').count();
        for (html, calm) in [
            (
                renderer.render(&start, &frame),
                renderer.render(&ResetStart { login: "x".into(), ..start.clone() }, &plain),
            ),
            (renderer.render(&contact, &frame), renderer.render(&contact, &plain)),
            (renderer.render(&landing, &frame), renderer.render(&landing, &plain)),
            (renderer.render(&help, &frame), renderer.render(&help, &plain)),
        ] {
            let (html, calm) = (html.unwrap(), calm.unwrap());
            // The help link of the calm frame is an `<a>`, the hostile one is no link at all.
            assert_eq!(tags(&html), tags(&calm) - 2, "{html}");
            assert!(!html.contains(">49<") && !html.contains("49$"), "{html}");
            assert!(!html.to_lowercase().contains("href=\"javascript"), "{html}");
        }
    }
}

#[test]
fn r100_subjects_stay_one_line() {
    let renderer = renderer();
    for hostile in POLYGLOTS {
        let org = Org { name: hostile.to_owned(), ..Renderer::sample_org() };
        for mut envelope in Renderer::sample_envelopes(&Locale::english()) {
            envelope.name = hostile.to_owned();
            match renderer.message(&envelope, &org).unwrap() {
                Rendered::Mail { subject, html, .. } => {
                    assert!(
                        !subject.contains(|c: char| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)),
                        "{subject:?}"
                    );
                    assert!(!html.contains("<script") && !html.contains("<svg") && !html.contains("<img"), "{html}");
                }
                Rendered::Sms(text) => assert!(matches!(envelope.to, Address::Sms(_)) && !text.contains('\r')),
                Rendered::Call(text) => assert!(matches!(envelope.to, Address::Call(_)) && !text.contains('\r')),
            }
        }
    }
}

proptest! {
    #[test]
    fn r06_masks_have_one_length_and_show_little(digits in "[0-9]{4}", local in "[a-z]{1,12}", domain in "[a-z]{2,12}") {
        let phone = Phone::parse(&format!("+1202555{digits}"), None).unwrap();
        prop_assert_eq!(phone.masked().chars().count(), 8);
        prop_assert_eq!(phone.masked().chars().filter(char::is_ascii_digit).count(), 2);
        let mailbox = Mailbox::parse(&format!("{local}@{domain}.com")).unwrap();
        prop_assert_eq!(mailbox.masked().chars().count(), "a•••••@e•••••.com".chars().count());
        prop_assert_eq!(mailbox.masked().chars().filter(char::is_ascii_lowercase).count(), 5);
    }
}
