# A client on Ruby's own net/http; only base URL and credentials come from outside.
require "json"
require "net/http"

base = URI(ENV.fetch("BASE"))
http = Net::HTTP.start(base.host, base.port)

show = lambda do |step, answer|
  body = answer.body.nil? || answer.body.empty? ? nil : JSON.parse(answer.body)
  puts JSON.generate("step" => step, "status" => answer.code.to_i, "body" => body)
  body
end

grant = Net::HTTP::Post.new("/o/token/")
grant.basic_auth(ENV.fetch("CLIENT_ID"), ENV.fetch("CLIENT_SECRET"))
grant.set_form_data("grant_type" => "client_credentials", "scope" => "read write",
                    "client_id" => ENV.fetch("CLIENT_ID"), "client_secret" => ENV.fetch("CLIENT_SECRET"))
headers = {
  "Authorization" => "Bearer #{show.call("token", http.request(grant)).fetch("access_token")}",
  "Content-Type" => "application/json", "User-Agent" => "Café Zürich/1.0"
}

show.call("rates", http.get("/rates/?amount=100&currency_from=USD&currency_to=USDTTRC20", headers))
show.call("braces", http.request(Net::HTTP::Get.new("/rates/?amount=100&currency_from={USD}&currency_to=A|B", headers)))
show.call("head", http.head("/payments/min-amount/?currency=USDTTRC20", headers))
payment = show.call("payment", http.post("/payments/", JSON.generate(
  "amount" => "100.00", "currency" => "USDTTRC20", "order_id" => "é", "callback_url" => ENV.fetch("CALLBACK")), headers))
show.call("status", http.post("/payments/status/", JSON.generate(
  "transaction_id" => payment.fetch("transaction_id").upcase), headers))
show.call("head of a payment's list", http.head("/payments/", headers))
show.call("not allowed", http.head("/withdrawal/estimate/", headers))
http.finish
