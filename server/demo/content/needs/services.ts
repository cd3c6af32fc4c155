import type { DemoNeed } from '../types.ts';
import { capacity, fuel, HOUR, power, telecom } from './define.ts';

const CALL_BUFFER = 4 * HOUR;

/** hospital, stations, exchange, water works, hours of diesel */
const hospitals: [string, string[], string, string | null, number][] = [
  ['ho-la-paz', ['ss-fuencarral', 'ss-reyes'], 'te-gran-via', 'wt-colmenar', 24],
  ['ho-maranon', ['ss-loeches', 'ss-reyes'], 'te-gran-via', 'wt-colmenar', 24],
  ['ho-12-octubre', ['ss-morata', 'ss-villaviciosa'], 'te-gran-via', 'wt-santillana', 30],
  ['ho-ramon-cajal', ['ss-fuencarral'], 'te-gran-via', 'wt-colmenar', 20],
  ['ho-toledo', ['ss-aceca'], 'te-gran-via', null, 24],
  ['ho-vall-hebron', ['ss-sentmenat', 'ss-rubi'], 'te-barcelona', 'wt-ter', 36],
  ['ho-bellvitge', ['ss-begues', 'ss-rubi'], 'te-barcelona', 'wt-abrera', 24],
  ['ho-trueta', ['ss-vic', 'ss-santa-llogaia'], 'te-barcelona', null, 24],
  ['ho-arnau', ['ss-mequinenza'], 'te-zaragoza', null, 18],
  ['ho-servet', ['ss-penaflor', 'ss-escatron'], 'te-zaragoza', null, 24],
  ['ho-navarra', ['ss-muruarte'], 'te-donostia', null, 24],
  ['ho-donostia', ['ss-hernani'], 'te-donostia', null, 24],
  ['ho-cruces', ['ss-guenes'], 'te-bilbao', 'wt-venta-alta', 24],
  ['ho-valdecilla', ['ss-penagos'], 'te-bilbao', null, 24],
  ['ho-huca', ['ss-soto'], 'te-bilbao', null, 24],
  ['ho-coruna', ['ss-meson', 'ss-puentes'], 'te-coruna', null, 24],
  ['ho-vigo', ['ss-cartelle'], 'te-coruna', null, 18],
  ['ho-salamanca', ['ss-salamanca'], 'te-valladolid', null, 20],
  ['ho-valladolid', ['ss-mudarra', 'ss-tordesillas'], 'te-valladolid', null, 24],
  ['ho-la-fe', ['ss-torrente', 'ss-eliana'], 'te-valencia', 'wt-picassent', 36],
  ['ho-alicante', ['ss-rocamora', 'ss-benejama'], 'te-murcia', null, 24],
  ['ho-arrixaca', ['ss-palmar'], 'te-murcia', null, 24],
  ['ho-nieves', ['ss-caparacena'], 'te-granada', 'wt-granada', 16],
  ['ho-malaga', ['ss-cartama', 'ss-tajo'], 'te-malaga', 'wt-atabal', 24],
  ['ho-reina-sofia', ['ss-cabra', 'ss-guadame'], 'te-sevilla', null, 24],
  ['ho-jaen', ['ss-guadame'], 'te-granada', null, 14],
  ['ho-rocio', ['ss-don-rodrigo', 'ss-guillena'], 'te-sevilla', 'wt-carambolo', 24],
  ['ho-puerta-mar', ['ss-arcos'], 'te-sevilla', null, 20],
  ['ho-huelva', ['ss-palos', 'ss-puebla'], 'te-sevilla', null, 20],
  ['ho-torrecardenas', ['ss-litoral', 'ss-hueneja'], 'te-granada', null, 18],
  ['ho-badajoz', ['ss-san-servan', 'ss-brovales'], 'te-badajoz', null, 16],
  ['ho-caceres', ['ss-oriol'], 'te-badajoz', null, 18],
  ['ho-santa-maria', ['ss-alto-mira', 'ss-fanhoes'], 'te-lisboa', 'ps-vila-franca', 24],
  ['ho-sao-jose', ['ss-fanhoes'], 'te-lisboa', 'ps-vila-franca', 12],
  ['ho-garcia-orta', ['ss-palmela'], 'te-lisboa', null, 20],
  ['ho-sao-joao', ['ss-vermoim', 'ss-recarei'], 'te-porto', 'wt-lever', 24],
  ['ho-coimbra', ['ss-paraimo', 'ss-lavos'], 'te-porto', null, 24],
  ['ho-braga', ['ss-pedralva', 'ss-riba-ave'], 'te-porto', null, 24],
  ['ho-evora', ['ss-alqueva', 'ss-ferreira'], 'te-lisboa', null, 16],
  ['ho-faro', ['ss-tavira', 'ss-portimao'], 'te-faro', 'wt-alcantarilha', 18],
];

const frenchHospitals: [string, string[]][] = [
  ['ho-bayonne', ['ss-argia', 'ss-cantegrit']],
  ['ho-perpignan', ['ss-baixas', 'ss-gaudiere']],
  ['ho-pau', ['ss-marsillon']],
  ['ho-toulouse', ['ss-verlhaguet']],
];

/** Diesel for the generators once the tank on site is empty: a depot, delivered by road. */
const diesel: [string, string[]][] = [
  ['ho-la-paz', ['fd-torrejon']],
  ['ho-12-octubre', ['fd-torrejon']],
  ['ho-vall-hebron', ['fd-barcelona']],
  ['ho-malaga', ['fd-malaga']],
  ['ho-puerta-mar', ['fd-rota']],
  ['ho-sao-jose', ['fd-aveiras']],
  ['ho-santa-maria', ['fd-aveiras']],
  ['mc-madrid', ['fd-torrejon']],
  ['mc-lisboa', ['fd-aveiras']],
];

/** exchange, stations, mobile or fixed core */
const exchanges: [string, string[], string][] = [
  ['te-gran-via', ['ss-villaviciosa', 'ss-reyes'], 'mc-madrid'],
  ['te-barcelona', ['ss-begues', 'ss-sentmenat'], 'mc-barcelona'],
  ['te-zaragoza', ['ss-penaflor'], 'mc-barcelona'],
  ['te-bilbao', ['ss-guenes'], 'mc-madrid'],
  ['te-donostia', ['ss-hernani'], 'mc-madrid'],
  ['te-coruna', ['ss-meson'], 'mc-madrid'],
  ['te-valladolid', ['ss-mudarra'], 'mc-madrid'],
  ['te-valencia', ['ss-eliana', 'ss-torrente'], 'mc-barcelona'],
  ['te-murcia', ['ss-palmar'], 'mc-barcelona'],
  ['te-granada', ['ss-caparacena'], 'mc-sevilla'],
  ['te-malaga', ['ss-cartama'], 'mc-sevilla'],
  ['te-sevilla', ['ss-guillena', 'ss-don-rodrigo'], 'mc-sevilla'],
  ['te-badajoz', ['ss-san-servan'], 'mc-sevilla'],
  ['te-lisboa', ['ss-fanhoes', 'ss-alto-mira'], 'mc-lisboa'],
  ['te-porto', ['ss-vermoim'], 'mc-lisboa'],
  ['te-faro', ['ss-tavira'], 'mc-lisboa'],
];

/** site, stations, hours on battery and diesel */
const digitalSites: [string, string[], number][] = [
  ['mc-madrid', ['ss-reyes', 'ss-loeches'], 10],
  ['mc-barcelona', ['ss-begues', 'ss-rubi'], 10],
  ['mc-sevilla', ['ss-guillena'], 8],
  ['mc-lisboa', ['ss-alto-mira'], 8],
  ['mc-covilha', ['ss-falagueira', 'ss-pocinho'], 48],
  ['ix-madrid', ['ss-reyes', 'ss-loeches'], 24],
  ['ix-barcelona', ['ss-begues'], 24],
  ['ix-lisboa', ['ss-fanhoes'], 24],
  ['dc-alcobendas', ['ss-fuencarral', 'ss-reyes'], 48],
  ['dc-walqa', ['ss-penaflor'], 24],
  ['cl-sopela', ['ss-guenes'], 48],
  ['cl-conil', ['ss-arcos'], 48],
  ['cl-sesimbra', ['ss-palmela'], 48],
  ['rc-granada', ['ss-caparacena'], 0.25],
  ['rc-csuc', ['ss-rubi'], 0.5],
  ['fm-tres-cantos', ['ss-fuencarral', 'ss-galapagar'], 36],
  ['fm-sant-cugat', ['ss-rubi'], 36],
  ['fm-lisboa', ['ss-alto-mira', 'ss-fanhoes'], 36],
  ['ba-madrid', ['ss-reyes'], 12],
  ['ba-sevilla', ['ss-guillena'], 12],
  ['ba-carregado', ['ss-carregado'], 12],
];

/** call centre or cell, stations, exchange, hours */
const publicSites: [string, string[], string, number][] = [
  ['em-madrid', ['ss-galapagar', 'ss-villaviciosa'], 'te-gran-via', 48],
  ['em-catalunya', ['ss-vandellos'], 'te-barcelona', 48],
  ['em-andalucia', ['ss-don-rodrigo'], 'te-sevilla', 48],
  ['em-granada', ['ss-caparacena'], 'te-granada', 12],
  ['em-valencia', ['ss-eliana'], 'te-valencia', 48],
  ['em-euskadi', ['ss-guenes'], 'te-bilbao', 48],
  ['em-galicia', ['ss-cartelle', 'ss-meson'], 'te-coruna', 24],
  ['em-oeiras', ['ss-alto-mira'], 'te-lisboa', 24],
  ['em-porto', ['ss-vermoim'], 'te-porto', 24],
  ['fs-madrid-1', ['ss-reyes'], 'te-gran-via', 8],
  ['fs-granada', ['ss-caparacena'], 'te-granada', 6],
  ['pa-moncloa', ['ss-villaviciosa'], 'te-gran-via', 72],
  ['pa-cenem', ['ss-reyes'], 'te-gran-via', 72],
  ['pa-granada', ['ss-caparacena'], 'te-granada', 8],
  ['pa-carnaxide', ['ss-alto-mira'], 'te-lisboa', 72],
];

export const serviceNeeds: DemoNeed[] = [
  ...hospitals.flatMap(([hospital, stations, exchange, works, hours]) => [
    power(hospital, stations, { buffer: hours * HOUR, recharge: 0 }),
    telecom(hospital, [exchange], { residual: 800_000 }),
    ...(works
      ? [capacity(hospital, 'water', [[works, 1]], 1, { buffer: 12 * HOUR, recharge: 500_000, residual: 400_000 })]
      : []),
  ]),
  ...frenchHospitals.map(([hospital, stations]) => power(hospital, stations, { buffer: 48 * HOUR })),
  ...diesel.map(([site, depots]) => fuel(site, depots, { buffer: 48 * HOUR, delay: 2 * HOUR, residual: 900_000 })),
  power('bb-madrid', ['ss-morata'], { buffer: 24 * HOUR }),
  power('bb-granada', ['ss-caparacena'], { buffer: 8 * HOUR }),
  ...exchanges.flatMap(([exchange, stations, core]) => [
    power(exchange, stations, { buffer: CALL_BUFFER, recharge: 500_000 }),
    telecom(exchange, [core], { residual: 300_000 }),
  ]),
  ...digitalSites.map(([site, stations, hours]) => power(site, stations, { buffer: hours * HOUR, recharge: 250_000 })),
  telecom('fm-tres-cantos', ['mc-madrid', 'mc-barcelona'], { residual: 200_000 }),
  telecom('fm-sant-cugat', ['mc-barcelona'], { residual: 200_000 }),
  telecom('fm-lisboa', ['mc-lisboa'], { residual: 200_000 }),
  // Portuguese card traffic is routed over Madrid.
  telecom('ba-carregado', ['te-gran-via'], { residual: 300_000 }),
  ...publicSites.flatMap(([site, stations, exchange, hours]) => [
    power(site, stations, { buffer: hours * HOUR }),
    telecom(site, [exchange], { residual: 300_000 }),
  ]),
  power('em-bayonne', ['ss-argia'], { buffer: 48 * HOUR }),
  power('pa-bordeaux', ['ss-saucats'], { buffer: 72 * HOUR }),
];
