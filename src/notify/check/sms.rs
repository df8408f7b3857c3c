//! The providers of text messages: reach, credentials, and the list of countries.

use crate::{
    domain::finding::Finding,
    notify::{
        SendError,
        settings::{Provider, SmsSettings},
        sms::{Destinations, Route},
    },
};

/// Reads the account at Twilio, or the front page of a gateway. Nothing is sent.
pub async fn check_sms(settings: &SmsSettings) -> Vec<Finding> {
    let mut findings = vec![countries(settings)];
    findings.push(provider(("sms-provider", &settings.provider), settings).await);
    if let Some(second) = &settings.second {
        findings.push(provider(("sms-second-provider", second), settings).await);
    }
    findings
}

fn countries(settings: &SmsSettings) -> Finding {
    match Destinations::new(&settings.allowed_countries) {
        Err(e) => Finding::fail("sms-countries", e.what, e.remedy),
        Ok(list) if list.is_empty() => Finding::warn(
            "sms-countries",
            "no country is allowed: no text message will be sent",
            "name the countries of your people's phones in `allowed_countries`, `[\"FR\", \"DE\"]`",
        ),
        Ok(_) => Finding::ok("sms-countries", format!("text messages go to {}", settings.allowed_countries.join(", "))),
    }
}

async fn provider((check, provider): (&'static str, &Provider), settings: &SmsSettings) -> Finding {
    let route = match Route::new(provider, settings.timeout) {
        Ok(route) => route,
        Err(e) => return Finding::fail(check, format!("`{}`: {}", e.key, e.what), e.remedy),
    };
    match route {
        Route::Twilio(twilio) => match twilio.account().await {
            Ok(status) if status == "active" => Finding::ok(check, "Twilio knows the account, and it is active"),
            Ok(status) => Finding::fail(
                check,
                format!(
                    "Twilio knows the account, and it is {}",
                    if status.is_empty() { "in no known state" } else { &status }
                ),
                "look at the account's state and balance in Twilio's console",
            ),
            Err(fault) => Finding::fail(check, fault.error.to_string(), remedy(&fault.error)),
        },
        Route::Http(gateway) => match gateway.reach().await {
            Ok(status) => Finding::ok(
                check,
                format!("the gateway answers over HTTP ({status}); its credentials show at the first message"),
            ),
            Err(fault) => Finding::fail(check, fault.error.to_string(), remedy(&fault.error)),
        },
    }
}

fn remedy(error: &SendError) -> &'static str {
    match error.code {
        "sms-credentials" => "look at `account_sid` and `auth_token` (with `api_key`: the key's secret)",
        "sms-settings" => "look at `account_sid` and the provider's address",
        "sms-unreachable" => {
            "look at the provider's address, this machine's DNS, the firewall to the internet and `ca_file`"
        }
        "sms-busy" => "the provider asks for patience: check again in a minute",
        _ => "look at the provider's state page, and check again",
    }
}
