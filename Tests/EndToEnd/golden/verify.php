<?php
// The guide's verification, word for word but for where payload and signature come from.
$webhook_secret = $argv[1];
$signature = $argv[2];
$payload = file_get_contents('php://stdin');

$expected_signature = hash_hmac('sha256', $payload, $webhook_secret);

if (!hash_equals($signature, $expected_signature)) {
    exit(1);
}

$data = json_decode($payload, true);
echo $data['status'];
