//! `[[registration.applications]]`: who may ask what is due.

use secrecy::ExposeSecret as _;

use super::good::{Folder, TEXT};

/// The right configuration with these lines behind it.
fn with(lines: &str) -> String {
    format!("{TEXT}\n[[registration.applications]]\n{lines}\n")
}

#[test]
fn an_application_has_a_name_and_a_token_from_a_file() {
    let folder = Folder::new();
    folder.write("intranet-token", "Zq7-application-canary-of-32-characters\n", 0o440);
    let text = with(&format!("name = \"intranet\"\ntoken_file = \"{}\"", folder.path("intranet-token").display()));
    let config = folder.load(&text).unwrap();
    let [application] = &config.registration.applications[..] else { panic!("one") };
    assert_eq!((application.name.as_str(), application.user_header.as_str()), ("intranet", "X-Forwarded-User"));
    assert_eq!(application.token.as_ref().unwrap().expose_secret(), "Zq7-application-canary-of-32-characters");
    assert!(!format!("{config:?}").contains("canary"));
    folder.write("intranet-token", "Zq7-application-canary-of-32-characters\n", 0o444);
    let told = folder.told(&text);
    assert!(told.contains("registration.applications[0].token_file: every user of this machine can read"), "{told}");
}

#[test]
fn what_is_wrong_with_an_application_is_told() {
    const GOOD: &str = "token = \"Zq7-application-canary-of-32-characters\"";
    for (lines, key, what) in [
        (format!("name = \"a\"\nuser_header = \"X User\"\n{GOOD}"), "user_header", "is no name of a header"),
        ("name = \"a\"\ntoken = \"Zq7-short-canary\"".to_owned(), "token", "a token has 32 characters or more"),
        ("name = \"a\"".to_owned(), "token", "this key is missing"),
        (GOOD.to_owned(), "name", "this key is missing"),
        ("name = \"a\"\ntoken_file = \"/nowhere/token\"".to_owned(), "token_file", "can not be read"),
        (format!("name = \"a\"\n{GOOD}\ntoken_file = \"/nowhere\""), "token_file", "are set"),
        (format!("name = \"a\"\n{GOOD}\ncolour = 1"), "colour", "unknown key"),
    ] {
        let told = Folder::new().told(&with(&lines));
        assert!(
            told.contains(&format!("registration.applications[0].{key}: ")) && told.contains(what),
            "{lines}: {told}"
        );
        assert_eq!(told.matches("error: ").count(), 1, "{lines}: {told}");
        assert!(!told.contains("canary"), "{told}");
    }
    let twice = with(&format!("name = \"a\"\n{GOOD}\n[[registration.applications]]\nname = \"b\"\n{GOOD}"));
    let told = Folder::new().told(&twice);
    assert!(told.contains("registration.applications[1].token: another application has this token"), "{told}");
}
