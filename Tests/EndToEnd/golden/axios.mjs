// What axios puts on the wire, on Node's own http: its default headers, its spelling of queries, and its habit of
// sending an instance's default Authorization with every call, the one for a token included.
import http from "node:http";

const { BASE, CLIENT_ID, CLIENT_SECRET, CALLBACK } = process.env;
const agent = new http.Agent({ keepAlive: true });
const common = {
  Accept: "application/json, text/plain, */*",
  "User-Agent": "axios/1.7.9",
  "Accept-Encoding": "gzip, compress, deflate, br",
  Authorization: "Bearer stale",
};

// axios leaves : $ , [ ] as they are and writes a blank as +.
const spell = (text) =>
  encodeURIComponent(text).replace(/%3A/gi, ":").replace(/%24/g, "$").replace(/%2C/gi, ",").replace(/%20/g, "+")
    .replace(/%5B/gi, "[").replace(/%5D/gi, "]");

function ask(step, method, path, { params, data, form } = {}) {
  const query = params && Object.entries(params).map(([name, value]) => `${spell(name)}=${spell(value)}`).join("&");
  const body = form ? new URLSearchParams(form).toString() : data && JSON.stringify(data);
  const headers = { ...common };
  if (body) {
    headers["Content-Type"] = form ? "application/x-www-form-urlencoded;charset=utf-8" : "application/json";
    headers["Content-Length"] = Buffer.byteLength(body);
  }
  const options = { method, headers, agent };
  return new Promise((resolve, reject) => {
    const request = http.request(BASE + path + (query ? "?" + query : ""), options, (response) => {
      let text = "";
      response.on("data", (part) => (text += part));
      response.on("end", () => {
        const parsed = text ? JSON.parse(text) : null;
        console.log(JSON.stringify({ step, status: response.statusCode, body: parsed }));
        resolve(parsed);
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

const grant = { grant_type: "client_credentials", client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
const { access_token } = await ask("token", "POST", "/o/token/", { form: { ...grant, scope: "read write" } });
common.Authorization = `Bearer ${access_token}`;
await ask("rates", "GET", "/rates/", { params: { amount: 100, currency_from: "USD", currency_to: "USDTTRC20" } });
await ask("odd", "GET", "/rates/", { params: { amount: "1,5", currency_from: "[USD]", currency_to: "a b:$" } });
const order = { amount: 1000, currency: "USDTTRC20", order_id: "order [1]", callback_url: CALLBACK };
const payment = await ask("payment", "POST", "/payments/", { data: order });
await ask("status", "POST", "/payments/status/", { data: { transaction_id: payment.transaction_id } });
await ask("head", "HEAD", "/currencies/");
await ask("refused", "POST", "/payments/", { data: { ...order, currency: "NOPE" } });
agent.destroy();
