"""Countries of the invented companies: how names, places, streets and numbers are written there."""

import random
import re
import unicodedata
from dataclasses import dataclass

Spelled = tuple[str, tuple[str, ...]]  # as written at home, and in Latin letters


@dataclass(frozen=True)
class Place:
    native: str
    latin: str
    others: tuple[str, ...]
    postcode: str


@dataclass(frozen=True)
class Land:
    """`forms`: each legal form in all its spellings; `native`: share filed in the home script."""

    names: tuple[str, ...]
    weight: int
    tld: str
    dial: str
    phone: str
    tax: str
    forms: tuple[tuple[str, ...], ...]
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    brands: tuple[Spelled, ...]
    families: tuple[Spelled, ...]
    trades: tuple[Spelled, ...]
    given: tuple[str, ...]
    branch: str = "Branch"
    free_mail: tuple[str, ...] = ()
    script: str = "latin"
    native: float = 0.0
    before: bool = False  # the legal form stands first in the home script


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return re.sub("[^a-z0-9]", "", plain)


_SYLLABLES = [
    "al",
    "an",
    "ar",
    "ba",
    "be",
    "bra",
    "ca",
    "cor",
    "da",
    "del",
    "dor",
    "el",
    "en",
    "fa",
    "fer",
    "ga",
    "gal",
    "gra",
    "ha",
    "hel",
    "in",
    "ka",
    "kor",
    "la",
    "lan",
    "len",
    "lo",
    "lu",
    "ma",
    "mar",
    "mel",
    "mi",
    "mon",
    "na",
    "nex",
    "no",
    "nor",
    "o",
    "or",
    "pa",
    "pol",
    "pra",
    "ra",
    "ren",
    "ri",
    "ro",
    "ru",
    "sa",
    "sel",
    "sol",
    "sta",
    "su",
    "ta",
    "tel",
    "ter",
    "ti",
    "tor",
    "tra",
    "u",
    "va",
    "ven",
    "ver",
    "vi",
    "vol",
    "wa",
    "wil",
    "xa",
    "xen",
    "ya",
    "zan",
    "ze",
    "zo",
]


def syllable_word(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(count))


def _spelled(text: str) -> tuple[Spelled, ...]:
    """`华强|Huaqiang|Hua Qiang; …`: at home, then in Latin; one spelling serves as both."""
    words = [tuple(part.strip().split("|")) for part in text.split(";")]
    return tuple((word[0], word[1:] or word) for word in words)


def _places(text: str) -> tuple[Place, ...]:
    """`native|Latin|other spelling … = postcode; …`."""
    places = []
    for part in text.split(";"):
        names, _, postcode = part.partition("=")
        native, *latin = names.strip().split("|")
        latin = latin or [native]
        places.append(Place(native, latin[0], tuple(latin[1:]), postcode.strip()))
    return tuple(places)


def _forms(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(one.strip().split("|")) for one in text.split(";"))


def _some(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";"))


_ENGLISH_TRADES = _spelled(
    "Trading; Industries; International; Lighting; Electronics; Hardware; Textiles; Foods; Supplies; "
    "Machinery; Plastics; Furniture; Imports; Auto Parts; Packaging; Medical; Toys; Technologies"
)
_ENGLISH_BRANDS = _spelled(
    "Golden Star; Golden Sun; Blue Ocean; Atlas; Summit; Evergreen; Pioneer; Crown; Phoenix; Titan; "
    "Liberty; Sterling; Northgate; Silverline; Redwood; Horizon; Apex; Century; Royal; United"
)

LANDS = (
    Land(_some("United States;USA;US;U.S.A.;美国"), 9, "com", "+1", "%## %##-####", "%#-#######",
         _forms("Inc.|Inc|INC|Incorporated;LLC|L.L.C.|Limited Liability Company;Corp.|Corporation|Corp;Co.|Company"),
         _places("New York|New York|NYC|New York City=100##;Los Angeles|Los Angeles|LA|L.A.=900##;Houston=770##;Miami=331##;Chicago=606##;Dallas=752##;Seattle=981##"),
         _some("Main Street;Commerce Street;Industrial Boulevard;Harbor Avenue;Oak Avenue;Market Street"),
         _ENGLISH_BRANDS, _spelled("Carter; Miller; Parker; Walsh; Hughes; Johnson; Foster; Grant; Doyle"),
         _ENGLISH_TRADES, _some("James;Karen;Susan;David;Emily;Brian;Rachel;Tom")),
    Land(_some("United Kingdom;UK;GB;England;Great Britain;英国"), 6, "co.uk", "+44", "20 %### ####", "GB#########",
         _forms("Ltd|Ltd.|Limited|LTD;PLC|P.L.C.|plc;LLP|L.L.P."),
         _places("London=EC# #AA;Birmingham=B# #AA;Manchester|Manchester|M/c=M# #AA;Leeds=LS# #AA;Glasgow=G# #AA"),
         _some("High Street;Station Road;Mill Lane;Victoria Road;Church Street;Kings Road"),
         _ENGLISH_BRANDS, _spelled("Carter; Turner; Hughes; Bennett; Walsh; Smith; Brown; Wilson"),
         _ENGLISH_TRADES, _some("Oliver;Emily;George;Amelia;Harry;Jack;Olivia")),
    Land(_some("Germany;Deutschland;DE;Allemagne;德国"), 8, "de", "+49", "%# %#######", "DE#########",
         _forms("GmbH|G.m.b.H.|Gmbh|Gesellschaft mit beschränkter Haftung;GmbH & Co. KG|GmbH & Co KG|GmbH + Co. KG;AG|A.G.|Aktiengesellschaft;e.K.|e. K."),
         _places("Hamburg=20###;München|München|Munich|Muenchen=80###;Köln|Köln|Cologne|Koeln=50###;Frankfurt am Main|Frankfurt am Main|Frankfurt|Frankfurt/Main=60###;Nürnberg|Nürnberg|Nuremberg|Nuernberg=90###;Stuttgart=70###"),
         _some("Industriestraße;Hafenstraße;Bahnhofstraße;Daimlerstraße;Hauptstraße;Gewerbepark"),
         _spelled("Adler; Nordlicht; Rhein; Hansa; Merkur; Falke; Stern; Alpen; Globus; Ideal"),
         _spelled("Müller; Schröder|Schröder|Schroeder; Weber; Hoffmann|Hoffmann|Hofmann; Böhm|Böhm|Boehm; Krüger|Krüger|Krueger; Vogt; Keller; Brandt; Jäger|Jäger|Jaeger"),
         _spelled("Handel|Handel|Handels; Elektrotechnik; Maschinenbau|Maschinenbau|Maschinen; Möbel|Möbel|Moebel; Textil; Verpackungen|Verpackungen|Verpackung; Spielwaren; Werkzeuge; Lichttechnik; International"),
         _some("Thomas;Andreas;Sabine;Petra;Markus;Jürgen;Claudia"), "Niederlassung", _some("web.de;gmx.de;t-online.de")),
    Land(_some("France;FR;Frankreich;法国"), 5, "fr", "+33", "% ## ## ## ##", "FR###########",
         _forms("SARL|S.A.R.L.|S.à r.l.;SAS|S.A.S.;SA|S.A.|Société Anonyme"),
         _places("Paris=750##;Lyon|Lyon|Lyons=690##;Marseille|Marseille|Marseilles=130##;Lille=59###;Bordeaux=33###"),
         _some("rue de l'Industrie;avenue de la République;boulevard Carnot;rue du Port;place du Marché"),
         _spelled("Soleil; Lumière; Horizon; Belle Époque; Océan; Étoile; Atlantique; Provence"),
         _spelled("Martin; Dubois; Lefèvre|Lefèvre|Lefebvre; Girard; Fournier; Chevalier; Moreau"),
         _spelled("Distribution; Éclairage|Éclairage|Eclairage; Meubles; Import; Textiles; Emballages; Jouets; Industrie; Commerce International"),
         _some("Jean;Philippe;Isabelle;Laurent;Nathalie;Sophie"), "Succursale", _some("orange.fr;wanadoo.fr;free.fr")),
    Land(_some("Spain;España;ES;Espana;西班牙"), 4, "es", "+34", "%## ## ## ##", "B########",
         _forms("S.L.|SL|Sociedad Limitada|S.L;S.A.|SA|Sociedad Anónima"),
         _places("Madrid=280##;Barcelona=080##;Valencia=460##;Sevilla|Sevilla|Seville=410##;Bilbao=480##"),
         _some("Calle Mayor;Avenida de la Industria;Calle del Puerto;Paseo de Gracia;Polígono Industrial"),
         _spelled("Estrella; Sol; Iberia; Mediterráneo; Águila; Costa; Luna; Siglo"),
         _spelled("García; Rodríguez; López; Hernández; Torres; Navarro; Ortega"),
         _spelled("Comercial; Iluminación; Muebles; Importaciones; Textil; Suministros; Juguetes; Alimentos; Maquinaria"),
         _some("José;María;Carlos;Ana;Luis;Carmen"), "Sucursal", _some("telefonica.net;hotmail.es")),
    Land(_some("Mexico;México;MX;墨西哥"), 4, "com.mx", "+52", "%# %### ####", "AAA######AAA",
         _forms("S.A. de C.V.|SA de CV|S.A de C.V|Sociedad Anónima de Capital Variable;S. de R.L. de C.V.|S de RL de CV"),
         _places("Ciudad de México|Ciudad de México|Mexico City|CDMX|México D.F.=0####;Guadalajara=44###;Monterrey=64###;Puebla=72###;Tijuana=22###"),
         _some("Avenida Insurgentes;Calle Hidalgo;Avenida Juárez;Calle Morelos;Blvd. Díaz Ordaz"),
         _spelled("Azteca; Águila Real; Quetzal; Sol Azul; El Dorado; Jaguar; Sierra"),
         _spelled("García; Hernández; Martínez; Ramírez; Flores; Castillo"),
         _spelled("Comercializadora; Importaciones; Iluminación; Ferretería; Textiles; Plásticos; Distribuidora; Industrias"),
         _some("José;Guadalupe;Juan;María;Miguel;Alejandra"), "Sucursal", _some("prodigy.net.mx;hotmail.com")),
    Land(_some("Brazil;Brasil;BR;巴西"), 4, "com.br", "+55", "%# 9%###-####", "##.###.###/0001-##",
         _forms("Ltda|Ltda.|LTDA|Limitada;S.A.|S/A|SA;EIRELI|Eireli"),
         _places("São Paulo|São Paulo|Sao Paulo|S. Paulo=0####-###;Rio de Janeiro|Rio de Janeiro|Rio=2####-###;Curitiba=8####-###;Belo Horizonte=3####-###;Porto Alegre=9####-###"),
         _some("Rua das Flores;Avenida Paulista;Rua Sete de Setembro;Avenida Brasil;Rua do Comércio"),
         _spelled("Cruzeiro; Boa Vista; Ipiranga; Tropical; Verde Mar; Estrela; Bandeirante"),
         _spelled("Silva; Santos; Oliveira; Pereira; Gonçalves; Almeida"),
         _spelled("Comércio; Importadora; Iluminação; Indústria; Distribuidora; Móveis; Alimentos; Eletrônica"),
         _some("João;Paulo;Ana;Mariana;Rafael;Fernanda"), "Filial", _some("uol.com.br;terra.com.br;bol.com.br")),
    Land(_some("China;中国;CN;P.R. China;PRC"), 9, "cn", "+86", "1%# #### ####", "91######MA##A##AAA",
         _forms("有限公司|Co., Ltd.|Co Ltd|CO.,LTD|Company Limited;股份有限公司|Co., Ltd. by Shares|Joint Stock Co., Ltd.;有限责任公司|Limited Liability Company|Co., Ltd"),
         _places("深圳|Shenzhen=518###;上海|Shanghai=200###;广州|Guangzhou|Canton=510###;宁波|Ningbo=315###;义乌|Yiwu=322###;青岛|Qingdao|Tsingtao=266###;杭州|Hangzhou=310###"),
         _some("Zhongshan Road;Renmin Road;Jiefang Avenue;Bao'an Avenue;Xinhua Street;Keji Road"),
         _spelled("华强|Huaqiang|Hua Qiang; 金星|Jinxing|Jin Xing; 宏达|Hongda|Hong Da; 永昌|Yongchang; 瑞丰|Ruifeng|Rui Feng; 东方|Dongfang|Dong Fang; 恒通|Hengtong; 天和|Tianhe; 新亚|Xinya; 嘉诚|Jiacheng; 美佳|Meijia; 鸿运|Hongyun; 盛世|Shengshi; 远洋|Yuanyang"),
         _spelled("王氏|Wangshi; 陈记|Chenji; 林氏|Linshi; 黄氏|Huangshi"),
         _spelled("贸易|Trading; 进出口|Import & Export|Imp. & Exp.; 电子|Electronics|Electronic; 科技|Technology|Tech; 实业|Industrial|Industry; 照明|Lighting; 家具|Furniture; 纺织|Textile; 五金|Hardware; 塑料|Plastic|Plastics; 玩具|Toys; 机械|Machinery"),
         _some("Wei;Li Na;Zhang;Fang;Jun;Min"), "分公司", _some("qq.com;163.com;126.com"), "han", 0.5),
    Land(_some("Hong Kong;HK;香港;Hong Kong SAR;Hongkong"), 3, "com.hk", "+852", "%### ####", "########-000",
         _forms("Limited|Ltd|Ltd.|有限公司;Company Limited|Co., Ltd.|Co Ltd"),
         _places("Kowloon|Kowloon|KLN=;Central=;Tsuen Wan|Tsuen Wan|Tsuenwan=;Kwun Tong=;Wan Chai|Wan Chai|Wanchai="),
         _some("Nathan Road;Queen's Road;Castle Peak Road;Hung To Road;Lockhart Road"),
         _spelled("Golden Dragon; Lucky Star; Wing Fung; Tai Hing; Kam Wah; Sun Hing; Fortune"),
         _spelled("Wong; Chan; Lee; Cheung; Lam; Ho"),
         _ENGLISH_TRADES, _some("Peter;Mandy;Jacky;Winnie;Raymond")),
    Land(_some("Russia;Россия;RU;Russian Federation;俄罗斯"), 6, "ru", "+7", "9## ###-##-##", "77########",
         _forms("ООО|OOO|LLC|Общество с ограниченной ответственностью;АО|JSC|AO|Акционерное общество;ЗАО|ZAO|CJSC"),
         _places("Москва|Moscow|Moskva=1#####;Санкт-Петербург|Saint Petersburg|St. Petersburg|SPb=19####;Новосибирск|Novosibirsk=630###;Екатеринбург|Yekaterinburg|Ekaterinburg=620###;Казань|Kazan=420###"),
         _some("ul. Lenina;ul. Mira;Leninsky prospekt;ul. Sovetskaya;Nevsky prospekt"),
         _spelled("Ромашка|Romashka; Звезда|Zvezda; Восток|Vostok; Север|Sever; Заря|Zarya|Zaria; Юпитер|Yupiter|Jupiter; Сокол|Sokol; Меркурий|Merkuriy|Mercury; Радуга|Raduga; Волга|Volga; Байкал|Baykal|Baikal"),
         _spelled("Иванов|Ivanov; Петров|Petrov; Смирнов|Smirnov; Козлов|Kozlov; Соколов|Sokolov"),
         _spelled("Торг|Torg|Trade; Импорт|Import; Электроника|Elektronika|Electronics; Мебель|Mebel|Furniture; Свет|Svet; Логистика|Logistika|Logistics; Строй|Stroy; Текстиль|Tekstil|Textile; Пластик|Plastik|Plastic"),
         _some("Ivan;Olga;Sergey;Elena;Dmitry;Anna"), "Филиал", _some("mail.ru;yandex.ru;bk.ru"), "cyrillic", 0.5, True),
    Land(_some("United Arab Emirates;UAE;U.A.E.;AE;الإمارات;阿联酋"), 5, "ae", "+971", "5# ### ####", "100############",
         _forms("ذ.م.م|LLC|L.L.C|L.L.C.;FZE|F.Z.E.|Free Zone Establishment;ش.م.م|FZCO|FZ Co"),
         _places("دبي|Dubai|Dubay=;الشارقة|Sharjah|Sharja=;أبو ظبي|Abu Dhabi|Abudhabi=;عجمان|Ajman="),
         _some("Sheikh Zayed Road;Al Wahda Street;Al Maktoum Street;Industrial Area;Jebel Ali Free Zone"),
         _spelled("النور|Al Noor|Al Nour|Alnoor; الفجر|Al Fajr|Al Fajer; النجمة|Al Najma|Al Najmah; الخليج|Al Khaleej|Al Khalij; الصقر|Al Saqr|Al Saqer; الأمل|Al Amal; البركة|Al Baraka|Al Barakah; السلام|Al Salam|Al Salaam; المدينة|Al Madina|Al Madinah"),
         _spelled("حسن|Hassan|Hasan; محمود|Mahmoud|Mahmood; خالد|Khalid|Khaled; يوسف|Yousef|Yusuf|Youssef"),
         _spelled("للتجارة|Trading|General Trading; للإلكترونيات|Electronics; للأثاث|Furniture; للمقاولات|Contracting; للإضاءة|Lighting; الدولية|International"),
         _some("Mohammed;Ahmed;Fatima;Omar;Layla"), "فرع", _some("emirates.net.ae;eim.ae"), "arabic", 0.3, True),
    Land(_some("Saudi Arabia;KSA;SA;Kingdom of Saudi Arabia;السعودية;沙特阿拉伯"), 3, "com.sa", "+966", "5# ### ####", "3#############3",
         _forms("Co. Ltd.|Company Limited|Co Ltd;LLC|L.L.C.;Est.|Establishment|Est"),
         _places("الرياض|Riyadh|Ar Riyad=11###;جدة|Jeddah|Jiddah=21###;الدمام|Dammam|Ad Dammam=31###"),
         _some("King Fahd Road;Olaya Street;Prince Sultan Street;Madinah Road"),
         _spelled("النور|Al Noor|Al Nour; الراجحي|Al Rajhi|Alrajhi; الفيصل|Al Faisal|Al Faysal; الحرمين|Al Haramain|Al Haramayn; الوطن|Al Watan"),
         _spelled("عبدالله|Abdullah|Abdulla; سعود|Saud|Saoud; خالد|Khalid|Khaled"),
         _spelled("للتجارة|Trading; للصناعة|Industries|Industrial; الدولية|International; للإلكترونيات|Electronics"),
         _some("Abdullah;Faisal;Nora;Saad"), "فرع", (), "arabic", 0.3, True),
    Land(_some("Turkey;Türkiye;TR;Turkiye;土耳其"), 4, "com.tr", "+90", "5%# ### ## ##", "##########",
         _forms("Ltd. Şti.|Ltd Sti|Limited Şirketi|LTD.ŞTİ.;A.Ş.|AS|Anonim Şirketi|A.S."),
         _places("İstanbul|İstanbul|Istanbul=34###;Ankara=06###;İzmir|İzmir|Izmir|Smyrna=35###;Bursa=16###;Gaziantep|Gaziantep|G.Antep=27###"),
         _some("Atatürk Caddesi;İstiklal Caddesi;Organize Sanayi Bölgesi;Cumhuriyet Caddesi"),
         _spelled("Yıldız; Güneş; Anadolu; Boğaziçi; Marmara; Öz Kardeşler; Doğan; Akdeniz"),
         _spelled("Yılmaz; Kaya; Demir; Şahin; Öztürk; Çelik"),
         _spelled("Tekstil; Dış Ticaret; Mobilya; Elektronik; Makina|Makina|Makine; Plastik; Aydınlatma; İnşaat"),
         _some("Mehmet;Ayşe;Mustafa;Fatma;Emre"), "Şubesi", _some("mynet.com;hotmail.com")),
    Land(_some("India;IN;Bharat;印度"), 6, "in", "+91", "9#### #####", "27AAAAA####A1Z#",
         _forms("Pvt. Ltd.|Pvt Ltd|Private Limited|(P) Ltd.;Ltd.|Limited|Ltd;LLP|L.L.P."),
         _places("Mumbai|Mumbai|Bombay=4000##;New Delhi|New Delhi|Delhi=1100##;Chennai|Chennai|Madras=6000##;Bengaluru|Bengaluru|Bangalore=5600##;Ahmedabad|Ahmedabad|Ahmadabad=3800##"),
         _some("M.G. Road;Industrial Estate;Nehru Street;Link Road;Station Road"),
         _spelled("Shree Ganesh|Shree Ganesh|Shri Ganesh|Sri Ganesh; Lakshmi|Lakshmi|Laxmi; Bharat; Om Sai; Ashoka; Ganga; Krishna; Raj"),
         _spelled("Patel; Shah; Gupta; Mehta; Agarwal|Agarwal|Aggarwal; Reddy; Iyer"),
         _spelled("Exports; Enterprises; Industries; Traders|Traders|Trading; Impex; Textiles; Overseas; Polymers; Engineering; Electricals"),
         _some("Rajesh;Priya;Amit;Sunita;Vijay;Anita"), "Branch", _some("rediffmail.com;yahoo.co.in")),
    Land(_some("Poland;Polska;PL;波兰"), 3, "pl", "+48", "%## ### ###", "PL##########",
         _forms("Sp. z o.o.|Sp z oo|Sp. z o. o.|Spółka z o.o.;S.A.|SA|Spółka Akcyjna"),
         _places("Warszawa|Warszawa|Warsaw=00-###;Kraków|Kraków|Krakow|Cracow=30-###;Łódź|Łódź|Lodz=90-###;Gdańsk|Gdańsk|Gdansk|Danzig=80-###;Wrocław|Wrocław|Wroclaw=50-###"),
         _some("ul. Przemysłowa;ul. Kościuszki;ul. Polna;al. Jana Pawła II;ul. Słowackiego"),
         _spelled("Orzeł; Wisła; Bałtyk; Gwiazda; Polonia; Tatra; Bursztyn"),
         _spelled("Kowalski; Nowak; Wiśniewski; Zieliński; Wójcik"),
         _spelled("Handel; Meble; Elektronika; Tekstylia; Opakowania; Oświetlenie; Zabawki; Logistyka"),
         _some("Jan;Anna;Piotr;Katarzyna;Marek"), "Oddział", _some("wp.pl;onet.pl;o2.pl")),
    Land(_some("Vietnam;Viet Nam;VN;Việt Nam;越南"), 3, "vn", "+84", "9# ### ####", "03########",
         _forms("Co., Ltd|Company Limited|Công ty TNHH|Co Ltd;JSC|Joint Stock Company|Công ty Cổ phần"),
         _places("Hồ Chí Minh|Ho Chi Minh City|HCMC|Ho Chi Minh|Saigon=70####;Hà Nội|Hanoi|Ha Noi=10####;Đà Nẵng|Da Nang|Danang=55####;Hải Phòng|Hai Phong|Haiphong=18####"),
         _some("Nguyen Hue Street;Le Loi Street;Tran Hung Dao Street;Vo Van Kiet Street"),
         _spelled("Minh Anh; Thành Công|Thanh Cong; Hoàng Gia|Hoang Gia; Phú Quý|Phu Quy; Đại Việt|Dai Viet; Hòa Bình|Hoa Binh"),
         _spelled("Nguyễn|Nguyen; Trần|Tran; Phạm|Pham; Lê|Le"),
         _spelled("Trading; Import Export; Furniture; Garment; Foods; Plastics; Technology; Packaging"),
         _some("Nam;Linh;Huong;Tuan;Lan"), "Chi nhánh"),
)  # fmt: skip
