import { expect, test } from 'vitest';
import { readAddress } from './return-addresses.ts';

test.each([
  ['https://app.example.com', 'https://app.example.com'],
  ['https://app.example.com/', 'https://app.example.com'],
  ['HTTPS://App.Example.COM:443', 'https://app.example.com'],
  ['https://app.example.com:8443', 'https://app.example.com:8443'],
  ['https://bücher.example.com', 'https://xn--bcher-kva.example.com'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
])('%s is the origin %s', (text, origin) => {
  expect(readAddress(text)).toEqual({ origin });
});

const whole = 'Write a whole address, like https://app.example.com.';
const secure = 'Use https. Only localhost may be http.';

test.each([
  ['', whole],
  ['app.example.com', whole],
  ['//app.example.com', whole],
  ['https:app.example.com', whole],
  ['https:///app.example.com', whole],
  ['https://\\app.example.com', whole],
  ['https://app.example.com\\@evil.example.com', whole],
  ['https://app.exam\tple.com', whole],
  ['https://', whole],
  ['https://app.example.com:99999', whole],
  ['javascript:alert(1)', whole],
  ['ftp://app.example.com', whole],
  ['https://*.example.com', 'There are no wildcards. List each address by itself.'],
  ['https://ole:secret@app.example.com', 'Leave out the user name and password.'],
  ['https://@app.example.com', 'Leave out the user name and password.'],
  ['https://app.example.com/#', 'Leave out # and what comes after it.'],
  ['http://app.example.com', secure],
  ['http://localhost.example.com', secure],
  ['http://127.0.0.1.example.com', secure],
  ['https://app.example.com/settings', 'Every page of an origin counts. Write https://app.example.com.'],
  ['https://app.example.com?', 'Every page of an origin counts. Write https://app.example.com.'],
])('%s is refused in words of its own', (text, wrong) => {
  expect(readAddress(text)).toEqual({ wrong });
});
