"""What pages say that is not news, in en he ar tr ru de fr es: data of `furniture`, nothing else: phrases between bars.

POINTERS  lead elsewhere: the line is just that, or that and ":" and whatever it points to
CALLS     ask readers to do something: the line begins so
CREDITS   name who made a picture: the line begins so, and ":" or "/" or "by" follows
LABELS    are buttons and marks: the line is just that
BYLINES   stand before names
ENDINGS   ask as CALLS do, at the end of the line
"""

from __future__ import annotations

from typing import Final

__all__ = ["BYLINES", "CALLS", "CREDITS", "ENDINGS", "LABELS", "POINTERS"]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip())


POINTERS: Final = _phrases(
    """
    read more | read also | read the full story | read the full article | read full article | read next | read
    read it here | full story | full article | see more | view article | view more | learn more | find out more
    click here to read more | more here | more | keep reading | also read | see also | related | watch | watch live
    related articles | related stories | related news | related content | related coverage | related topics
    more on this | more on this story | more from | more news | more stories | you may also like
    you might also like | recommended | recommended for you | recommended stories | top stories | most read
    trending | trending now | don't miss | editor's picks | in case you missed it | listen to this article
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
    follow our | like us on | find us on | visit us on | connect with us | share this | share on | share via
    continue reading | click here | tap here | download our app | download the app | get our app | get the app
    get our newsletter | get the latest news | get breaking news | receive our | already a subscriber
    become a subscriber | become a member | support our journalism | support independent journalism
    stay up to date with | stay informed with | send us your | this article first appeared
    this story first appeared | this article was originally published | all rights reserved
    this story was originally published | view comments | view the full | read more about | read more on
    read more at | read more here | read more from | read the full | watch the full | leave a comment | register now
    register for free
    הירשמו ל | הירשם ל | הרשמו ל | הצטרפו אלינו | הצטרפו לערוץ | הצטרפו לקבוצת | הצטרפו לעדכוני | עקבו אחרינו
    עקבו אחרי | לחצו כאן | לחץ כאן | הורידו את האפליקציה | להורדת האפליקציה | שתפו את הכתבה | כל הזכויות שמורות
    اشترك في نشرتنا | اشترك في النشرة | اشترك في قناتنا | اشترك الآن | اشتركوا في نشرتنا | اشتركوا في قناتنا
    تابعنا على | تابعنا عبر | تابعونا | انضم إلى قناتنا | انضموا إلى قناتنا | اضغط هنا | حمل التطبيق | حملوا تطبيق
    سجل الآن | للاشتراك | جميع الحقوق محفوظة | شارك الخبر | شارك المقال | شارك هذا
    abone ol | abone olun | bültenimize | e-bültenimize | e-bültene | bizi takip edin | bizi sosyal medya
    kanalımıza | tıklayın | tıklayınız | uygulamamızı indirin | uygulamayı indirin | tüm hakları saklıdır
    haberi paylaş | hemen üye ol
    подпишитесь | подписывайтесь | подписаться на | следите за нами | следите за нашими | присоединяйтесь к нашему
    нажмите здесь | присоединяйтесь к нам | скачайте приложение | все права защищены | поделиться в | поделитесь
    оформите подписку
    jetzt abonnieren | abonnieren sie | newsletter abonnieren | folgen sie uns | melden sie sich | hier klicken
    klicken sie hier | alle rechte vorbehalten | jetzt anmelden | jetzt app | laden sie unsere app
    diesen artikel teilen | artikel teilen | abonnez-vous | inscrivez-vous | suivez-nous | rejoignez-nous
    cliquez ici | téléchargez notre | téléchargez l’app | tous droits réservés | partager cet article | partager sur
    recevez notre | recevez la newsletter | s’abonner à | suscríbete | suscríbase | síguenos | síganos
    únete a nuestro | regístrate | haz clic aquí | haga clic aquí | todos los derechos reservados | comparte esta
    compartir en | descarga nuestra | recibe nuestra | recibe nuestro
    """
)
CREDITS: Final = _phrases(
    """
    photo | photos | photo credit | photo courtesy | photograph | photographs | picture | pictures | pictured
    image | images | image credit | image source | credit | credits | file photo | file image | illustration
    illustrative photo | illustrative | illustrative image | graphic | video | source | screenshot | ap photo
    afp photo | reuters photo
    צילום | צילומים | צילום אילוסטרציה | קרדיט | תמונה | צילום מסך | תמונת אילוסטרציה | מקור | צילום ארכיון | וידאו
    تصوير | صورة | الصورة | صورة أرشيفية | المصدر | مصدر الصورة | فيديو
    fotoğraf | fotoğraflar | foto | görsel | kaynak | arşiv fotoğrafı | arşiv
    фото | фотография | фото автора | источник | источник фото | архивное фото | снимок | видео | иллюстрация
    fotos | bild | bilder | bildquelle | quelle | archivbild | symbolbild | archivfoto | crédit | crédits
    crédit photo | photo d'archives | image d'illustration | vidéo | haber | yazan | muhabir | editör
    автор | авторы | текст
    כתב | כתבה
    كتب | كتبت
    imagen | imágenes | fuente | foto de archivo | crédito | créditos | fotografía | archivo
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
    article continues after advertisement | tags
    פרסומת | שתפו | שתף | שיתוף | תגובות | הדפסה | ממומן | תוכן שיווקי | הגב | הוסף תגובה | רויטרס | תגיות
    إعلان | شارك | مشاركة | تعليقات | طباعة | رويترز | اعلان | أضف تعليقا | الوسوم
    reklam | paylaş | yorumlar | yazdır | yorum yap | etiketler | sponsorlu | anadolu ajansı | abone ol
    реклама | поделиться | комментарии | печать | теги | рейтер | тасс | подписаться
    anzeige | werbung | teilen | drucken | kommentare | kommentieren | merken | abonnieren | dpa | publicité
    partager | imprimer | commentaires | commenter | s'abonner | publicidad | anuncio | compartir | imprimir
    comentarios | comentar | suscribirse | etiquetas | efe
    """
)
BYLINES: Final = _phrases(
    """
    by | written by | reported by | story by
    מאת
    بقلم
    von | par | por
    """
)
ENDINGS: Final = _phrases(
    """
    click here | sign up here | subscribe here | subscribe now | subscribe today | to our newsletter
    for our newsletter | to our free newsletter | for our free newsletter | on whatsapp and telegram
    לחצו כאן | לחץ כאן
    اضغط هنا
    abone olun | abone ol | abone olabilirsiniz | takip edin | takip edebilirsiniz | tıklayın | tıklayınız
    uygulamayı indirin
    подпишитесь на наш канал | в нашем телеграм-канале | в нашем telegram-канале | нажмите здесь
    klicken sie hier | unseren newsletter | newsletter an | cliquez ici | à notre newsletter | haga clic aquí
    haz clic aquí | nuestro boletín
    """
)
