// The guide's JavaScript patterns on Node; only base URL and credentials come from outside.
const { BASE, CLIENT_ID, CLIENT_SECRET, CALLBACK } = process.env;
let token;

async function request(step, method, path, body) {
  const response = await fetch(BASE + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const data = await response.json();
  console.log(JSON.stringify({ step, status: response.status, body: data }));
  if (!response.ok) throw data.error;
  return data;
}

const cryptofuse = {
  getCurrencies: () => request("currencies", "GET", "/currencies/?full=true&min_max=true&include_usd=true"),
  getRate: ({ amount, currency_from, currency_to }) =>
    request("rate", "GET", `/rates/?amount=${amount}&currency_from=${currency_from}&currency_to=${currency_to}`),
  createPayment: (data) => request("payment", "POST", "/payments/", data),
};

const grant = new URLSearchParams({
  grant_type: "client_credentials", client_id: CLIENT_ID, client_secret: CLIENT_SECRET, scope: "read write",
});
token = (await (await fetch(BASE + "/o/token/", { method: "POST", body: grant })).json()).access_token;

const { currencies } = await cryptofuse.getCurrencies();
for (const currency of currencies.slice(0, 3)) {
  await cryptofuse.getRate({ amount: 1000, currency_from: "USD", currency_to: currency.currency });
}
const order = { id: "order_12345", total: 123.45 };
await cryptofuse.createPayment({
  amount: order.total, currency: "USDTTRC20", order_id: order.id, callback_url: CALLBACK,
});
try {
  await cryptofuse.createPayment({ amount: 10, currency: "NOPE" });
} catch (error) {
  console.log(JSON.stringify({ step: "caught", status: 0, body: { code: error.code } }));
}
