"""The names of the months in about forty languages, without accents and in lower case.

From the Unicode CLDR (common locale data, through Babel 2.19; Unicode License v3): names in full
and abbreviated, within a date and alone. A few that people also write were added (Jänner, Mrz).
"""

from __future__ import annotations

MONTH_WORDS = (
    "january jan januar janner januari tammikuuta tammi tammikuu janvier janv enero ene gennaio "
    "gen janeiro ianuarie ian ιανουαριου ιαν ιανουαριοσ stycznia sty styczen ledna led leden "
    "januara sijecnja sij sijecanj јануар јан януари яну января янв январь січня січ січень "
    "ocak oca sausio saus sausis janvaris jaanuar jaan janar يناير ژانویه ינואר ינו׳ जनवरी जन॰ "
    "一月 มกราคม ม.ค gener јануари студзеня сту студзень xaneiro xan",
    "february feb februar feber februari helmikuuta helmi helmikuu fevrier fevr febrero "
    "febbraio fevereiro fev februarie φεβρουαριου φεβ φεβρουαριοσ lutego lut luty unora uno "
    "unor februara febr veljace velj veljaca фебруар феб февруари фев февраля февр февраль "
    "лютого лют лютии subat sub vasario vas vasaris februaris veebruar veebr shkurt shk فبراير "
    "فوریه פברואר פבר׳ फ़रवरी फ़र॰ 二月 pebrero peb กุมภาพันธ์ ก.พ febrer лютага люты febreiro",
    "march mar marz maerz mrz maart mrt marts mars maaliskuuta maalis maaliskuu marzo marco "
    "martie μαρτιου μαρ μαρτιοσ marca marzec brezna bre brezen marec marcius marc ozujka ozu "
    "ozujak март мар марта березня бер березень mart kovo kov kovas مارس מרץ मार्च 三月 maret "
    "marso machi mac มีนาคม มี.ค сакавіка сак сакавік",
    "april apr huhtikuuta huhti huhtikuu avril avr abril abr aprile aprilie απριλιου απρ "
    "απριλιοσ kwietnia kwi kwiecien dubna dub duben aprila aprilis travnja tra travanj април "
    "апр апреля апрель квітня квіт квітень nisan nis balandzio bal balandis aprill prill pri "
    "أبريل آوریل אפריל אפר׳ अप्रैल 四月 aprili เมษายน เม.ย красавіка кра красавік",
    "may mai mei maj toukokuuta touko toukokuu mayo maggio mag maio μαιου μαι μαιοσ maja kvetna "
    "kve kveten majus svibnja svi svibanj мај маи мая травня трав травень mayis geguzes geg "
    "geguze maijs مايو مه מאי मई 五月 พฤษภาคม พ.ค maig",
    "june jun juni kesakuuta kesa kesakuu juin junio giugno giu junho iunie iun ιουνιου ιουν "
    "ιουνιοσ czerwca cze czerwiec cervna cvn cerven juna junius lipnja lipanj јун юни июня июн "
    "июнь червня черв червень haziran haz birzelio birz birzelis junijs juuni qershor qer يونيو "
    "ژوئن יוני जून 六月 hunyo hun มิถุนายน มิ.ย juny junij јуни чэрвеня чэр чэрвень xuno",
    "july jul juli heinakuuta heina heinakuu juillet juil julio luglio lug julho iulie iul "
    "ιουλιου ιουλ ιουλιοσ lipca lipiec cervence cvc cervenec jula julius srpnja srpanj јул юли "
    "июля июл июль липня лип липень temmuz tem liepos liep liepa julijs juuli korrik korr يوليو "
    "ژوئیه יולי जुलाई जुल॰ 七月 hulyo hul julai กรกฎาคม ก.ค juliol julij јули ліпеня ліп ліпень "
    "xullo xul",
    "august aug augustus augusti agust agu elokuuta elo elokuu aout agosto ago αυγουστου αυγ "
    "αυγουστοσ sierpnia sie sierpien srpna srpen augusta augusztus kolovoza kol kolovoz август "
    "авг августа серпня серп серпень agustos rugpjucio rugp rugpjutis augusts gusht gush أغسطس "
    "اوت אוגוסט אוג׳ अगस्त अग॰ 八月 agustus agosti สิงหาคม ส.ค ogos ogo agost ag avgust avg "
    "жніуня жні жнівень",
    "september sep sept syyskuuta syys syyskuu septembre septiembre setiembre settembre set "
    "setembro septembrie σεπτεμβριου σεπ σεπτεμβριοσ wrzesnia wrz wrzesien zari zar septembra "
    "szeptember szept rujna ruj rujan септембар сеп септември сентября сент сентябрь сен "
    "вересня вер вересень eylul eyl rugsejo rugs rugsejis septembris shtator sht سبتمبر سپتامبر "
    "ספטמבר ספט׳ सितंबर सित॰ 九月 setyembre septemba กันยายน ก.ย setembre верасня верасень "
    "septembar",
    "october oct oktober okt lokakuuta loka lokakuu octobre octubre ottobre ott outubro out "
    "octombrie οκτωβριου οκτ οκτωβριοσ pazdziernika paz pazdziernik rijna rij rijen oktobra "
    "октобар окт октомври октября октябрь жовтня жовт жовтень ekim eki spalio spal spalis "
    "oktobris oktoober tetor tet أكتوبر اکتبر אוקטובר אוק׳ अक्टूबर अक्टू॰ 十月 oktubre oktoba "
    "ตุลาคม ต.ค кастрычніка кас кастрычнік oktobar",
    "november nov marraskuuta marras marraskuu novembre noviembre novembro noiembrie νοεμβριου "
    "νοε νοεμβριοσ listopadu novembra studenoga stu studeni новембар нов ноември ное ноября "
    "нояб ноябрь ноя листопада лист листопад kasim kas lapkricio lapkr lapkritis novembris "
    "nentor nen نوفمبر نوامبر נובמבר נוב׳ नवंबर नव॰ 十一月 nobyembre nob novemba พฤศจิกายน พ.ย "
    "лістапада ліс лістапад novembar",
    "december dec dezember dez desember des joulukuuta joulu joulukuu decembre diciembre dic "
    "dicembre dezembro decembrie δεκεμβριου δεκ δεκεμβριοσ grudnia gru grudzien prosince pro "
    "prosinec decembra prosinca prosinac децембар дец декември дек декабря декабрь грудня груд "
    "грудень aralik ara gruodzio gruod gruodis decembris detsember dets dhjetor dhj ديسمبر "
    "دسامبر דצמבר דצמ׳ दिसंबर दिस॰ 十二月 disyembre dis desemba ธันวาคม ธ.ค disember desembre "
    "снежня сне снежань decembro decembar",
)
"""The words for each month, from January on, parted by spaces."""
MONTHS = {word: month for month, words in enumerate(MONTH_WORDS, 1) for word in words.split()}
# Croatian calls October what Polish and Czech call November, and so on; the column has to tell.
WESTERN = {"lip": 7, "listopada": 11, "listopad": 11, "lis": 11, "srp": 8}
CROATIAN = {"lip": 6, "listopada": 10, "listopad": 10, "lis": 10, "srp": 7}
CROATIAN_ONLY = frozenset(
    [
        *("sijecnja", "sijecanj", "sij", "veljace", "veljaca", "velj", "ozujka", "ozujak", "ozu"),
        *("travnja", "travanj", "tra", "svibnja", "svibanj", "svi", "lipnja", "lipanj", "srpnja"),
        *("srpanj", "kolovoza", "kolovoz", "kol", "rujna", "rujan", "ruj", "studenoga", "studeni"),
    ]
)
