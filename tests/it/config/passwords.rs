//! `[passwords]`: what is told of each mistake.

use super::good::{Folder, TEXT};

/// What is told when these lines stand at the end of the right configuration (line 47 is the first of them).
fn told(lines: &str) -> String {
    let folder = Folder::new();
    folder.write("banned.txt", "# ours\ncontoso\n\nabc\nCONTOSO\n", 0o644);
    folder.told(&format!("{TEXT}{lines}"))
}

#[test]
fn every_mistake_has_its_place_and_remedy() {
    for (lines, want) in [
        ("[passwords]\nown_history = 25\n", "48:15: passwords.own_history: 25 is outside the allowed range"),
        (
            "[passwords.banned]\nterms = [\"contoso\", \"abc\"]\n",
            "48:21: passwords.banned.terms[1]: \"abc\" has fewer than 4",
        ),
        ("[passwords.banned]\nfile = \"DIR/banned.txt\"\n", "banned.txt: line 4: `abc` has fewer than 4 characters"),
        ("[passwords.banned]\nfile = \"DIR/banned.txt\"\n", "banned.txt: line 5: `CONTOSO` stands in line 2 already"),
        ("[passwords.banned]\nfile = \"DIR/none.txt\"\n", "name a file that Latchkey can read, or remove the line"),
        ("[passwords.leaked]\nfile = \"DIR/none\"\n", "make it with `latchkey breach build`"),
        ("[passwords.leaked]\nwhen_down = \"refuse\"\n", "there is no range service that could be down"),
        ("[passwords.leaked]\nwhen_down = \"ask\"\n", "use one of \"accept\", \"refuse\""),
        ("[passwords.leaked]\nrange_url = \"ftp://x\"\n", "it begins with neither http:// nor https://"),
        ("[passwords.reminders]\nenabled = true\ndays = []\n", "reminders are on, and no day is named"),
        ("[passwords.reminders]\ndays = [7, 7]\n", "passwords.reminders.days[1]: the day is named twice"),
        ("[passwords.reminders]\ndays = [0]\n", "write a number from 1 to 90"),
    ] {
        let told = told(lines);
        assert!(told.contains(want) && told.contains("Remedy: "), "{lines}: {told}");
    }
}

#[test]
fn reminders_need_a_mail_server() {
    let text = TEXT.replace("host = \"smtp.contoso.com\"\nfrom = \"passwords@contoso.com\"\n", "").replace(
        "[limits]",
        "methods = [\"sms\"]\ngates = 1\naccept_one_gate_risk = true\naccept_sms_only_risk = true\n[limits]",
    );
    let told = Folder::new().told(&format!("{text}[passwords.reminders]\nenabled = true\n"));
    assert!(told.contains("mail.host: people are to get mail before their password expires"), "{told}");
}

#[test]
fn what_is_right_is_told_nothing() {
    let lines = "[passwords]\nown_history = 10\n[passwords.banned]\nterms = [\"contoso\"]\nstrict = true\n\
                 [passwords.leaked]\nrange_url = \"https://api.pwnedpasswords.com\"\nwhen_down = \"refuse\"\n\
                 [passwords.reminders]\nenabled = true\ndays = [30, 5]\n";
    assert_eq!(told(lines), "");
}
