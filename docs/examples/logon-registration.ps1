# Opens the registration page after the logon when something is due. A logon script of a group policy.
# It never stops a logon: whatever goes wrong, nothing is opened.
param(
    [string]$Portal = 'https://passwords.contoso.com',
    [string]$TokenFile = '\\contoso.com\NETLOGON\latchkey-token.txt'
)

try {
    [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    $token = (Get-Content -LiteralPath $TokenFile -TotalCount 1).Trim()
    $login = [Uri]::EscapeDataString("$env:USERDOMAIN\$env:USERNAME")
    $answer = Invoke-WebRequest -UseBasicParsing -TimeoutSec 5 -Uri "$Portal/api/v1/registration-status?login=$login" `
        -Headers @{ Authorization = "Bearer $token" }

    # The answer is signed with the token: HMAC-SHA256 over "t.body".
    $fields = @{}
    foreach ($part in "$($answer.Headers['Latchkey-Signature'])".Split(',')) {
        $name, $value = $part.Split('=', 2)
        $fields[$name] = $value
    }
    $mac = New-Object Security.Cryptography.HMACSHA256
    $mac.Key = [Text.Encoding]::UTF8.GetBytes($token)
    $hash = $mac.ComputeHash([Text.Encoding]::UTF8.GetBytes("$($fields['t']).$($answer.Content)"))
    $expected = -join ($hash | ForEach-Object { $_.ToString('x2') })
    if ($fields['v1'] -ne $expected) { return }

    $status = $answer.Content | ConvertFrom-Json
    if ($status.due -ne 'nothing' -and "$($status.link)".StartsWith("$Portal/")) {
        Start-Process $status.link
    }
} catch {
    Write-Verbose "Latchkey could not be asked: $_"
}
