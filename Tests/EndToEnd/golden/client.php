<?php
// The guide's PHP on curl, with an offer of h2c; only base URL and credentials come from outside.
function request(string $step, string $method, string $path, ?string $token, $body = null): array
{
    $curl = curl_init(getenv('BASE') . $path);
    $headers = $token ? ["Authorization: Bearer $token", 'Content-Type: application/json'] : [];
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true, CURLOPT_CUSTOMREQUEST => $method, CURLOPT_HTTPHEADER => $headers,
        CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_2_0, CURLOPT_ENCODING => '', CURLOPT_NOBODY => $method === 'HEAD',
    ]);
    if ($body !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $token ? json_encode($body) : http_build_query($body));
    }
    $answer = curl_exec($curl);
    if ($answer === false) {
        fwrite(STDERR, curl_error($curl));
        exit(1);
    }
    $decoded = json_decode($answer, true);
    echo json_encode(['step' => $step, 'status' => curl_getinfo($curl, CURLINFO_RESPONSE_CODE), 'body' => $decoded]), "\n";
    return $decoded ?? [];
}

$token = request('token', 'POST', '/o/token/', null, [
    'grant_type' => 'client_credentials', 'client_id' => getenv('CLIENT_ID'),
    'client_secret' => getenv('CLIENT_SECRET'), 'scope' => 'read write',
])['access_token'];
request('currencies', 'GET', '/currencies/?full=true&min_max=true', $token);
request('head', 'HEAD', '/currencies/', $token);
request('minimum', 'GET', '/payments/min-amount/?currency={USDTTRC20}', $token);
$payment = request('payment', 'POST', '/payments/', $token, [
    'amount' => 1000, 'currency' => 'USDTTRC20', 'order_id' => 'order-é', 'callback_url' => getenv('CALLBACK'),
]);
request('status', 'POST', '/payments/status/', $token, ['transaction_id' => strtoupper($payment['transaction_id'])]);
request('missing', 'POST', '/payments/', $token, ['currency' => 'USDTTRC20']);
