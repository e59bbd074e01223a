"""What pages say that is not news, in en he ar tr ru de fr es: data of `furniture`, nothing else: phrases between bars.

POINTERS  lead elsewhere: the line is just that, or that and ":" or a bar and whatever it points to
FILINGS   file the page: the line is that and ":" and under what
CALLS     ask readers to do something: the line begins so
NOTICES   are what a page says of itself: the line begins so
PICTURES  name who made a picture: the line begins so, and ":" or "/" or "by" and a name follows
CREDITS   name who wrote or told it, likewise
LABELS    are buttons and marks: the line is just that
BYLINES   stand before names
ROLES     stand behind them
ENDINGS   ask as CALLS do, at the end of the line
STAMPS    stand before a date: the line is just that
"""

from __future__ import annotations

from typing import Final

from digest.stories.furniture_words import phrases as _phrases

__all__ = [
    "BYLINES",
    "CALLS",
    "CREDITS",
    "ENDINGS",
    "FILINGS",
    "LABELS",
    "NOTICES",
    "PICTURES",
    "POINTERS",
    "ROLES",
    "STAMPS",
]

POINTERS: Final = _phrases(
    """
    read more | read also | read the full story | read the full article | read full article | read next | read
    read it here | full story | full article | see more | view article | view more | learn more | find out more
    click here to read more | more here | more | keep reading | also read | see also | related | watch | watch live
    related articles | related stories | related news | related content | related coverage | related topics
    more on this | more on this story | more from | more news | more stories | you may also like
    you might also like | recommended | recommended for you | recommended stories | top stories | most read
    view full coverage | full coverage | trending | trending now | don't miss | editor's picks | in case you missed it | listen to this article
    קרא עוד | קראו עוד | קראו גם | קרא גם | להמשך קריאה | המשך קריאה | לכתבה המלאה | לקריאה נוספת | עוד בנושא
    כתבות נוספות | כתבות קשורות | עוד באותו נושא | אולי יעניין אותך | אולי יעניין אתכם | צפו | הנקראות ביותר
    לידיעה המלאה
    اقرأ المزيد | اقرأ أيضا | قراءة المزيد | المزيد | للمزيد | تابع القراءة | أكمل القراءة | مواضيع ذات صلة
    أخبار ذات صلة | مقالات ذات صلة | الأكثر قراءة | قد يهمك | قد يعجبك أيضا | شاهد | شاهد أيضا | إقرأ أيضا
    إقرأ المزيد
    devamını oku | devamı | haberin devamı | devamı için tıklayın | devamı için tıklayınız | daha fazla
    daha fazla oku | okumaya devam et | ayrıntılar için tıklayın | ilgili haberler | ilgili haber
    bunlar da ilginizi çekebilir | izleyin | çok okunanlar | en çok okunanlar | ayrıca okuyun | bunu da okuyun
    öne çıkanlar | önerilen haberler | izle
    читать далее | читать дальше | читать полностью | читайте также | читайте далее | подробнее | по теме
    материалы по теме | похожие новости | смотрите также | смотреть | самое читаемое | ещё по теме | рекомендуем
    читать ещё
    weiterlesen | mehr lesen | lesen sie mehr | lesen sie auch | mehr dazu | mehr zum thema | zum artikel
    lesen sie hier | auch interessant | das könnte sie auch interessieren | meistgelesen | siehe auch | jetzt lesen
    mehr | lire la suite | lire plus | lire aussi | à lire aussi | lire également | à lire également
    en savoir plus | voir aussi | continuer la lecture | lire l'article | sur le même sujet | articles liés
    à voir aussi | les plus lus | leer más | leer también | lea también | lee también | seguir leyendo
    continuar leyendo | ver más | te puede interesar | noticias relacionadas | artículos relacionados
    más información | lo más leído | vea también | también te puede interesar
    """
)
CALLS: Final = _phrases(
    """
    subscribe to | subscribe now | subscribe today | subscribe here | subscribe for | subscribe and | subscribe via
    sign up for | sign up to | sign up now | sign up here | sign up today | join our | join us on | follow us
    follow our | like us on | find us on | visit us on | connect with us | share this article | share this story | share this post
    share this page | share this with | share on facebook | share on twitter | share on x | share on whatsapp | share via
    continue reading | click here | tap here | download our app | download the app | get our app | get the app
    get our newsletter | get the latest news | get breaking news | receive our | already a subscriber
    become a subscriber | become a member | support our journalism | support independent journalism
    stay up to date with | stay informed with | send us your | this article first appeared
    this story first appeared | this article was originally published | all rights reserved
    this story was originally published | view comments | view the full | read more about | read more on
    read more at | read more here | read more from | read the full | watch the full | leave a comment | register now
    register for free | register to read | log in to read | sign in to read | sign in to continue | log in to continue
    to continue reading | follow @ | join the conversation | enter your email | get the day's headlines | get our free
    scroll down for | watch the video above | watch the video below | listen to this article | support our work
    download the free app | do you have a story? | do you have a story to | do you know more? | have you been affected by | have you been affected? | have a tip? | got a tip?
    send your tips | story continues below
    הירשמו ל | הירשם ל | הרשמו ל | הצטרפו אלינו | הצטרפו לערוץ | הצטרפו לקבוצת | הצטרפו לעדכוני | עקבו אחרינו
    עקבו אחרי | לחצו כאן | לחץ כאן | הורידו את האפליקציה | להורדת האפליקציה | שתפו את הכתבה
    להאזנה לכתבה | כדי להמשיך לקרוא | התחברו כדי | כל הזכויות שמורות
    اشترك في نشرتنا | اشترك في النشرة | اشترك في قناتنا | اشترك الآن | اشتركوا في نشرتنا | اشتركوا في قناتنا
    تابعنا على | تابعنا عبر | تابعونا | انضم إلى قناتنا | انضموا إلى قناتنا | اضغط هنا | حمل التطبيق | حملوا تطبيق
    سجل الآن | للاشتراك في النشرة | للاشتراك في نشرتنا | للاشتراك في قناتنا | للاشتراك في خدمة
    جميع الحقوق محفوظة | شارك الخبر | شارك المقال | شارك هذا المقال | شارك هذا الخبر
    لمتابعة القراءة | استمع إلى المقال | سجل الدخول لمتابعة
    abone ol | abone olun | bültenimize | e-bültenimize | e-bültene | bizi takip edin | bizi sosyal medya
    kanalımıza | tıklayın | tıklayınız | uygulamamızı indirin | uygulamayı indirin | tüm hakları saklıdır
    haberi paylaş | hemen üye ol | okumaya devam etmek için | haberi dinle | facebook'ta paylaş
    подпишитесь | подписывайтесь | подписаться на | следите за нами | следите за нашими | присоединяйтесь к нашему
    нажмите здесь | присоединяйтесь к нам | скачайте приложение | все права защищены | поделиться в | поделитесь
    оформите подписку | чтобы читать дальше | войдите, чтобы | читайте нас в | следите за новостями в
    самое интересное — в нашем | больше новостей в нашем | все новости в нашем
    jetzt abonnieren | abonnieren sie | newsletter abonnieren | folgen sie uns | melden sie sich | hier klicken
    klicken sie hier | alle rechte vorbehalten | jetzt anmelden | jetzt app | laden sie unsere app
    diesen artikel teilen | artikel teilen | abonnez-vous | inscrivez-vous | suivez-nous | rejoignez-nous
    cliquez ici | téléchargez notre | téléchargez l’app | tous droits réservés | partager cet article | partager sur
    teilen auf facebook | teilen auf x | auf facebook teilen | weiterlesen mit | jetzt weiterlesen | jetzt registrieren
    schreiben sie uns | haben sie hinweise | créez votre compte | créez un compte | connectez-vous pour | écoutez cet article
    pour lire la suite | inicia sesión para | crea tu cuenta | para seguir leyendo | escucha este artículo
    recevez notre | recevez la newsletter | s’abonner à | suscríbete | suscríbase | síguenos | síganos
    únete a nuestro | regístrate | haz clic aquí | haga clic aquí | todos los derechos reservados | comparte esta noticia
    comparte esta nota | comparte este artículo
    compartir en | descarga nuestra | recibe nuestro boletín | recibe nuestra newsletter
    """
)
FILINGS: Final = _phrases(
    """
    filed under | tags | tagged | tagged with | categories | category | posted in | keywords
    תגיות | קטגוריה | קטגוריות | الوسوم | التصنيف | التصنيفات | كلمات مفتاحية | etiketler | kategori
    теги | рубрика | рубрики | метки | schlagwörter | schlagworte | stichwörter | kategorie | kategorien
    mots-clés | étiquettes | catégorie | catégories | etiquetas | categoría | categorías
    """
)
NOTICES: Final = _phrases(
    """
    this article is for subscribers | this story is for subscribers | this content is for subscribers
    this article is available to | this content is available to | this article is exclusive to | this content is exclusive to
    you have reached your article | you have reached your free | you have reached your monthly | you've reached your article
    you've reached your free | you have read all your | subscribers only
    this story has been updated | this article has been updated | this article has been corrected
    this story has been corrected | this article was amended | this article was updated | this article was corrected
    this is a breaking news story | this is a developing story | this breaking news story | breaking news: more to follow
    this story has not been edited | this article has not been edited | this story is auto-generated
    a previous version of this article | a previous version of this story | an earlier version of this article
    an earlier version of this story | editor's note | editors' note | disclaimer:
    the views expressed here | the views expressed in this | the opinions expressed here | the opinions expressed in this
    views expressed are | our standards: the
    we may earn a | we may earn commission | we may earn an | this post may contain affiliate | this article may contain affiliate
    this post contains affiliate | this article contains affiliate
    this page contains affiliate | cookies help us | we use cookies | this site uses cookies | this website uses cookies
    hosted on acast | hosted by acast | hosted by simplecast | hosted by ausha | learn more about your ad choices
    learn more about your ad-choices | for information regarding your data privacy | for advertising inquiries
    please enable javascript | javascript is disabled | your browser does not support | this video can not be played
    thank you for signing up | thank you for subscribing | thanks for signing up | your subscription supports
    הכתבה המלאה למנויים | תוכן זה זמין למנויים | הכתבה זמינה למנויים | כתבה זו פורסמה | אתר זה משתמש בעוגיות
    האמור בכתבה אינו | הערת המערכת
    هذا المقال متاح للمشتركين | هذا المحتوى متاح للمشتركين | هذا المحتوى للمشتركين
    للمشتركين فقط
    الآراء الواردة في | يستخدم هذا الموقع ملفات | ملاحظة المحرر
    bu içerik aboneler | bu içerik abonelere | bu haber abonelere | yalnızca aboneler | bu site çerez | sitemizde çerez
    editörün notu | bu yazıda yer alan görüşler
    материал доступен только | статья доступна только | доступно только подписчикам | только для подписчиков
    мнение автора может не | мнение редакции может не | мы используем файлы cookie | этот сайт использует
    dieser artikel ist nur für | dieser inhalt ist nur für | dieser beitrag ist nur für | nur für abonnenten | exklusiv für abonnenten
    sie haben ihre kostenlosen | dieser artikel wurde aktualisiert | anmerkung der redaktion | hinweis der redaktion
    wir verwenden cookies | diese website verwendet cookies | dieser text enthält affiliate | dpa-infocom
    article réservé aux abonnés | article réservé à nos abonnés | contenu réservé aux abonnés | réservé aux abonnés
    cet article est réservé | cet article a été mis à jour | note de la rédaction | nous utilisons des cookies
    ce site utilise des cookies
    contenido exclusivo para | contenido para suscriptores | artículo exclusivo para | solo para suscriptores
    este artículo es exclusivo | este contenido es exclusivo | nota de la redacción | nota del editor | utilizamos cookies
    este sitio utiliza cookies
    """
)
PICTURES: Final = _phrases(
    """
    photo | photos | photo credit | photo courtesy | photograph | photographs | picture | pictures | pictured
    image | images | image credit | image source | image caption | file photo | file image | illustration
    illustrative photo | illustrative | illustrative image | graphic | screenshot | ap photo | afp photo | reuters photo
    צילום | צילומים | צילום אילוסטרציה | קרדיט | תמונה | צילום מסך | תמונת אילוסטרציה | צילום ארכיון
    تصوير | صورة | الصورة | صورة أرشيفية | مصدر الصورة
    fotoğraf | fotoğraflar | foto | görsel | arşiv fotoğrafı | arşiv
    фото | фотография | фото автора | источник фото | архивное фото | снимок | иллюстрация
    fotos | bild | bilder | bildquelle | archivbild | symbolbild | archivfoto
    crédit photo | photo d'archives | image d'illustration
    imagen | imágenes | foto de archivo | fotografía | archivo
    """
)
CREDITS: Final = _phrases(
    """
    credit | credits | source | sources | video | crédit | crédits | vidéo | crédito | créditos | fuente | fuentes
    מקור | וידאו | כתב | כתבה | المصدر | فيديو | كتب | كتبت | kaynak | haber | yazan | muhabir | editör
    источник | видео | автор | авторы | текст | quelle | quellen
    """
)
LABELS: Final = _phrases(
    """
    advertisement | advertisements | ad | sponsored | sponsored content | promoted | share | tweet | email | print
    save | facebook | twitter | whatsapp | telegram | linkedin | instagram | youtube | reddit | copy link | comments
    comment | no comments | no comments yet | link | subscribe | sign up | newsletter | newsletters | log in | login
    register | listen | getty images | reuters | afp | ap | associated press | file photo | photo gallery | gallery
    skip to content | back to top | home | next | previous | load more | show more | loading | source
    story continues below | story continues below advertisement | article continues below
    article continues after advertisement | tags | like this | like | like loading | paid content | reuters staff
    afp staff | staff writer | staff writers | staff reporter | news desk | web desk | what to read next | more to follow
    recommended reading | editors' picks | from our partners
    פרסומת | שתפו | שתף | שיתוף | תגובות | הדפסה | ממומן | תוכן שיווקי | הגב | הוסף תגובה | רויטרס | תגיות | סוכנויות הידיעות
    מערכת האתר | חזרה למעלה
    إعلان | شارك | مشاركة | تعليقات | طباعة | رويترز | اعلان | أضف تعليقا | الوسوم | وكالات
    فريق التحرير
    reklam | paylaş | yorumlar | yazdır | yorum yap | etiketler | sponsorlu | anadolu ajansı | abone ol
    haber merkezi | dış haberler | yukarı çık
    реклама | поделиться | комментарии | печать | теги | рейтер | тасс | подписаться
    редакция | на правах рекламы | наверх
    anzeige | werbung | teilen | drucken | kommentare | kommentieren | merken | abonnieren | dpa | publicité
    redaktion | nach oben | la rédaction | rédaction | haut de page | redacción | la redacción | agencias
    partager | imprimer | commentaires | commenter | s'abonner | publicidad | anuncio | compartir | imprimir
    comentarios | comentar | suscribirse | etiquetas | efe
    """
)
BYLINES: Final = _phrases(
    """
    by | written by | reported by | story by | words by | text by | posted by
    מאת
    بقلم
    von | par | por
    """
)
ROLES: Final = _phrases(
    """
    writer | correspondent | reporter | editor | columnist | contributor | journalist | producer | photographer
    redakteur | redakteurin | korrespondent | korrespondentin | reporterin | journaliste | correspondant
    correspondante | envoyé spécial | envoyée spéciale | redactor | redactora | corresponsal | enviado especial
    muhabir | muhabiri | editör | editörü | корреспондент | обозреватель | редактор | כתב | כתבת | כתבנו | פרשן | פרשנית
    مراسل | مراسلة | مراسلنا | محرر | محررة
    """
)
ENDINGS: Final = _phrases(
    """
    click here | sign up here | subscribe here | subscribe now | subscribe today | to our newsletter
    for our newsletter | to our free newsletter | for our free newsletter
    לחצו כאן | לחץ כאן
    اضغط هنا
    abone olun | abone ol | abone olabilirsiniz | takip edin | takip edebilirsiniz | tıklayın | tıklayınız
    uygulamayı indirin
    подпишитесь на наш канал | в нашем телеграм-канале | в нашем telegram-канале | нажмите здесь
    klicken sie hier | unseren newsletter | newsletter an | cliquez ici | à notre newsletter | haga clic aquí
    haz clic aquí | nuestro boletín
    """
)
STAMPS: Final = _phrases(
    """
    updated | last updated | updated on | published | first published | published on | posted | posted on | modified
    last modified | פורסם | פורסם לראשונה | עודכן | עודכן לאחרונה | עדכון אחרון | تاريخ النشر | نشر | نشر في
    آخر تحديث | تم التحديث | تحديث | son güncelleme | güncelleme | güncellendi | güncelleme tarihi | yayınlanma
    yayınlanma tarihi | yayın tarihi | giriş | обновлено | опубликовано | дата публикации | последнее обновление
    stand | aktualisiert | aktualisiert am | zuletzt aktualisiert | veröffentlicht | veröffentlicht am | publié | publié le
    mis à jour | mis à jour le | dernière mise à jour | modifié le | actualizado | actualizado el | publicado
    publicado el | última actualización
    """
)
