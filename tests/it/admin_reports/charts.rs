//! Charts are XML, say what they are, and hold nothing that the policy of content forbids.

use latchkey::render::{
    Direction,
    chart::{self, Bar, Column, Series, Words},
};
use regex::Regex;

fn words(dir: Direction) -> Words<'static> {
    Words { id: "one", title: "Ways & <means>", description: "\"Most\" have\u{0} a phone", dir }
}

fn bar(label: &str, value: u64) -> Bar {
    Bar { label: label.to_owned(), value, shown: value.to_string() }
}

fn all(dir: Direction) -> Vec<String> {
    let bars = [bar("<b>Phone</b>", 10), bar("App", 0), bar("All", u64::MAX)];
    let series = [
        Series { label: "a".into(), points: vec![(1, 0.2), (5, 0.9), (9, 7.0)], ahead: vec![(20, 1.0)] },
        Series { label: "b".into(), points: vec![], ahead: vec![] },
    ];
    let columns = [Column { day: 1, parts: vec![1, 2] }, Column { day: 2, parts: vec![0, 0] }];
    let marks = [(0.0, "0%".to_owned()), (1.0, "100%".to_owned())];
    let w = words(dir);
    vec![
        chart::bars(&w, &bars, Some(20)),
        chart::bars(&w, &[], None),
        chart::funnel(&w, &bars),
        chart::stack(&w, &[bar("x", 0), bar("y", 3)]),
        chart::stack(&w, &[bar("x", 0)]),
        chart::lines(&w, &series, ("1 Jan", "2 Feb"), &marks),
        chart::lines(&w, &[], ("", ""), &[]),
        chart::columns(&w, &columns, &["p".to_owned(), "q".to_owned()], ("1", "2"), |n| n.to_string()),
        chart::columns(&w, &[], &[], ("", ""), |n| n.to_string()),
    ]
}

#[test]
fn charts_are_well_formed_named_and_without_styles() {
    let number = Regex::new(r#" (?:x|y|width|height|cx|cy|x1|x2|y1|y2)="([^"]*)""#).unwrap();
    for svg in all(Direction::Ltr).into_iter().chain(all(Direction::Rtl)) {
        let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
        let root = document.root_element();
        assert_eq!((root.tag_name().name(), root.attribute("role")), ("svg", Some("img")));
        let named: Vec<&str> = root.attribute("aria-labelledby").unwrap().split(' ').collect();
        for id in named {
            let node = document.descendants().find(|node| node.attribute("id") == Some(id)).expect(id);
            assert!(!node.text().unwrap().is_empty());
        }
        assert_eq!(document.descendants().find(|n| n.has_tag_name("title")).unwrap().text(), Some("Ways & <means>"));
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            for attribute in node.attributes() {
                assert!(attribute.name() != "style" && !attribute.name().starts_with("on"), "{svg}");
            }
            assert!(!["style", "script", "foreignObject", "a", "image"].contains(&node.tag_name().name()));
        }
        for value in number.captures_iter(&svg).map(|found| found[1].parse::<f64>().expect("a number")) {
            assert!(value.is_finite() && (-60.0..=2_000.0).contains(&value), "{value}: {svg}");
        }
    }
}

#[test]
fn from_right_to_left_a_chart_is_its_mirror() {
    let place = |svg: &str| {
        let document = roxmltree::Document::parse(svg).unwrap();
        let bar = document.descendants().find(|node| node.attribute("class") == Some("c1")).unwrap();
        let of = |name: &str| bar.attribute(name).unwrap().parse::<f64>().unwrap();
        (of("x"), of("width"))
    };
    let bars = [bar("a", 5)];
    let (left, wide) = place(&chart::bars(&words(Direction::Ltr), &bars, Some(10)));
    let (right, same) = place(&chart::bars(&words(Direction::Rtl), &bars, Some(10)));
    assert_eq!((left, wide, right, same), (0.0, 180.0, 180.0, 180.0));
}
