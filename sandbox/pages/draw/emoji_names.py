"""The emoji that turn up in a support team's day, by Slack's names."""

NAMES = """
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 wave 👋 raised_hands 🙌 pray 🙏
muscle 💪 point_up ☝️ point_right 👉 point_left 👈 point_down 👇 point_up_2 👆
raised_hand ✋ hand ✋ v ✌️ fist ✊ handshake 🤝 writing_hand ✍️ crossed_fingers 🤞
eyes 👀 speaking_head_in_silhouette 🗣️ bust_in_silhouette 👤 busts_in_silhouette 👥
man 👨 woman 👩 technologist 🧑‍💻 robot_face 🤖 smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂
rolling_on_the_floor_laughing 🤣 laughing 😆 wink 😉 blush 😊 slightly_smiling_face 🙂
upside_down_face 🙃 heart_eyes 😍 sunglasses 😎 thinking_face 🤔 neutral_face 😐
expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒 face_with_rolling_eyes 🙄 grimacing 😬
relieved 😌 pensive 😔 sleepy 😪 sleeping 😴 confused 😕 worried 😟
slightly_frowning_face 🙁 white_frowning_face ☹️ open_mouth 😮 astonished 😲 flushed 😳
cry 😢 sob 😭 scream 😱 disappointed 😞 sweat 😓 sweat_smile 😅 weary 😩 tired_face 😫
angry 😠 rage 😡 nerd_face 🤓 partying_face 🥳 shrug 🤷 facepalm 🤦 face_palm 🤦 salute 🫡
melting_face 🫠 hugging_face 🤗 heart ❤️ broken_heart 💔 green_heart 💚 blue_heart 💙
yellow_heart 💛 purple_heart 💜 orange_heart 🧡 black_heart 🖤 white_heart 🤍 sparkles ✨
star ⭐ star2 🌟 fire 🔥 tada 🎉 confetti_ball 🎊 balloon 🎈 rocket 🚀 100 💯 boom 💥 zap ⚡
bulb 💡 gift 🎁 trophy 🏆 medal 🏅 first_place_medal 🥇 crown 👑 gem 💎 white_check_mark ✅
heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎
heavy_multiplication_x ✖️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑
question ❓ grey_question ❔ exclamation ❗ heavy_exclamation_mark ❗ bangbang ‼️
interrobang ⁉️ rotating_light 🚨 bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 sos 🆘 new 🆕
free 🆓 up 🆙 ok 🆗 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡
large_green_circle 🟢 large_blue_circle 🔵 large_purple_circle 🟣 white_circle ⚪
black_circle ⚫ large_red_square 🟥 large_green_square 🟩 red_square 🟥
small_red_triangle 🔺 arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️
arrows_counterclockwise 🔄 leftwards_arrow_with_hook ↩️ arrow_forward ▶️
double_vertical_bar ⏸️ fast_forward ⏩ repeat 🔁 infinity ♾️ recycle ♻️ one 1️⃣
two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣
keycap_ten 🔟 hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️
timer_clock ⏲️ clock1 🕐 clock3 🕒 clock9 🕘 clock12 🕛 watch ⌚ calendar 📆 date 📅
spiral_calendar_pad 🗓️ spiral_note_pad 🗒️ memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋
page_facing_up 📄 scroll 📜 books 📚 book 📖 bookmark 🔖 bookmark_tabs 📑 file_folder 📁
open_file_folder 📂 paperclip 📎 pushpin 📌 round_pushpin 📍 link 🔗 label 🏷️
inbox_tray 📥 outbox_tray 📤 package 📦 mailbox 📫 email ✉️ envelope ✉️
incoming_envelope 📨 speech_balloon 💬 thought_balloon 💭 left_speech_bubble 🗨️
phone ☎️ telephone_receiver 📞 iphone 📱 computer 💻 keyboard ⌨️ desktop_computer 🖥️
floppy_disk 💾 battery 🔋 electric_plug 🔌 mag 🔍 mag_right 🔎 lock 🔒 unlock 🔓 key 🔑
shield 🛡️ hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ nut_and_bolt 🔩 toolbox 🧰
test_tube 🧪 microscope 🔬 bar_chart 📊 chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 scales ⚖️ moneybag 💰 money_with_wings 💸 dollar 💵 euro 💶
pound 💷 credit_card 💳 receipt 🧾 shopping_trolley 🛒 shopping_bags 🛍️ ticket 🎫
airplane ✈️ car 🚗 truck 🚚 house 🏠 office 🏢 bank 🏦 hospital 🏥 earth_africa 🌍
globe_with_meridians 🌐 world_map 🗺️ sunny ☀️ partly_sunny ⛅ cloud ☁️ rain_cloud 🌧️
snowflake ❄️ umbrella ☔ rainbow 🌈 ocean 🌊 seedling 🌱 evergreen_tree 🌲
four_leaf_clover 🍀 rose 🌹 sunflower 🌻 coffee ☕ tea 🍵 beer 🍺 pizza 🍕 cake 🍰
birthday 🎂 apple 🍎 avocado 🥑 popcorn 🍿 dog 🐶 cat 🐱 bug 🐛 bee 🐝 snail 🐌 turtle 🐢
penguin 🐧 owl 🦉 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊 ghost 👻 skull 💀 alien 👽
art 🎨 dart 🎯 game_die 🎲 musical_note 🎵 checkered_flag 🏁 triangular_flag_on_post 🚩
white_flag 🏳️ flag-de 🇩🇪 de 🇩🇪 flag-us 🇺🇸 us 🇺🇸 flag-gb 🇬🇧 gb 🇬🇧 flag-eu 🇪🇺
"""

GLYPHS: dict[str, str] = dict(zip(NAMES.split()[::2], NAMES.split()[1::2], strict=True))
